import { TaskType } from '../api/plugin-type.js';
import { IncomingWebhook } from './incoming-webhook.js';

@TaskType({
  type: 'io.kestra.plugin.zulip.ZulipIncomingWebhook',
  aliases: ['io.kestra.plugin.notifications.zulip.ZulipIncomingWebhook'],
  title: 'Send a message to Zulip by an incoming webhook.',
})
export class ZulipIncomingWebhookTask extends IncomingWebhook {}
