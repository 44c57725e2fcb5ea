import { TaskType } from '../api/plugin-type.js';
import { Property } from '../api/property.js';
import { IncomingWebhook } from './incoming-webhook.js';

@TaskType({
  type: 'io.kestra.plugin.discord.DiscordIncomingWebhook',
  aliases: ['io.kestra.plugin.notifications.discord.DiscordIncomingWebhook'],
  title: 'Send a message to Discord by an incoming webhook.',
})
export class DiscordIncomingWebhookTask extends IncomingWebhook {
  @Property('string', { description: 'The text, instead of a payload.' })
  content?: string;

  @Property('string', { description: 'Name of the sender.' })
  username?: string;

  @Property('string', { description: 'Address of a picture of the sender.' })
  avatarUrl?: string;

  @Property('list', { description: 'Embeds as Discord wants them.' })
  embedList?: unknown[];

  protected override message(): Readonly<Record<string, unknown>> | undefined {
    const { content, username, avatarUrl, embedList } = this;
    return content === undefined && embedList === undefined
      ? undefined
      : { content, username, avatar_url: avatarUrl, embeds: embedList };
  }
}
