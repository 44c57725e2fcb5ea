import { TaskType } from '../api/plugin-type.js';
import { IncomingWebhook } from './incoming-webhook.js';

@TaskType({
  type: 'io.kestra.plugin.microsoft365.teams.TeamsIncomingWebhook',
  aliases: ['io.kestra.plugin.notifications.teams.TeamsIncomingWebhook'],
  title: 'Send a message to Teams by an incoming webhook.',
})
export class TeamsIncomingWebhookTask extends IncomingWebhook {}
