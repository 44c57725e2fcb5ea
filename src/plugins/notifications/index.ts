import type { PluginClass } from '../api/plugin-type.js';
import { DiscordIncomingWebhookTask } from './discord-incoming-webhook.task.js';
import { GoogleChatIncomingWebhookTask } from './google-chat-incoming-webhook.task.js';
import { SlackIncomingWebhookTask } from './slack-incoming-webhook.task.js';
import { TeamsIncomingWebhookTask } from './teams-incoming-webhook.task.js';
import { ZulipIncomingWebhookTask } from './zulip-incoming-webhook.task.js';

/** Messages to people (plugins.md §4). */
export const NOTIFICATION_PLUGINS: readonly PluginClass[] = [
  DiscordIncomingWebhookTask,
  GoogleChatIncomingWebhookTask,
  SlackIncomingWebhookTask,
  TeamsIncomingWebhookTask,
  ZulipIncomingWebhookTask,
];
