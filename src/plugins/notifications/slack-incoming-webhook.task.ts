import { TaskType } from '../api/plugin-type.js';
import { Property } from '../api/property.js';
import { IncomingWebhook } from './incoming-webhook.js';

@TaskType({
  type: 'io.kestra.plugin.slack.notifications.SlackIncomingWebhook',
  aliases: [
    'io.kestra.plugin.notifications.slack.SlackIncomingWebhook',
    'io.kestra.plugin.slack.SlackIncomingWebhook',
  ],
  title: 'Send a message to Slack, or to what understands its messages, by an incoming webhook.',
})
export class SlackIncomingWebhookTask extends IncomingWebhook {
  @Property('string', { description: 'The text alone, instead of a payload.' })
  messageText?: string;

  protected override message(): Readonly<Record<string, unknown>> | undefined {
    return this.messageText === undefined ? undefined : { text: this.messageText };
  }
}
