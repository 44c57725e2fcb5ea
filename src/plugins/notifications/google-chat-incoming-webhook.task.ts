import { TaskType } from '../api/plugin-type.js';
import { IncomingWebhook } from './incoming-webhook.js';

@TaskType({
  type: 'io.kestra.plugin.notifications.google.GoogleChatIncomingWebhook',
  title: 'Send a message to Google Chat by an incoming webhook.',
})
export class GoogleChatIncomingWebhookTask extends IncomingWebhook {}
