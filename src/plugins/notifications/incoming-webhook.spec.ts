import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../testing/fake-run-context.js';
import type { HttpCall } from '../api/http-client.js';

async function send(type: string, properties: Record<string, unknown>, status = 200, text = 'ok') {
  const calls: HttpCall[] = [];
  const http = {
    send: (call: HttpCall) => {
      calls.push(call);
      const body = Readable.from([Buffer.from(text)]);
      return Promise.resolve({ status, statusText: '', url: call.url, headers: {}, body });
    },
  };
  const { output } = await runTask({
    task: { type: `io.kestra.plugin.${type}`, url: 'http://chat/{{ flow.id }}', ...properties },
    services: { http },
  });
  return { call: calls[0], outputs: output.outputs };
}

const SLACK = 'notifications.slack.SlackIncomingWebhook';
const bodyOf = (call: HttpCall | undefined): unknown => JSON.parse(String(call?.body)) as unknown;

describe('an incoming webhook', () => {
  test('is posted the payload as JSON, rendered twice', async () => {
    const payload = `{"text": "{{ '{{ flow.id }}' }}"}`;
    const { call, outputs } = await send(SLACK, { payload, options: { headers: { 'X-A': 1 } } });
    expect(call).toMatchObject({
      method: 'POST',
      url: 'http://chat/flow',
      headers: { 'content-type': 'application/json; charset=utf-8', 'x-a': '1' },
    });
    expect(bodyOf(call)).toEqual({ text: 'flow' });
    expect(outputs).toBeUndefined();
  });

  test('takes a text alone, with quotes and all', async () => {
    const { call } = await send('slack.SlackIncomingWebhook', { messageText: 'say "hi"\n' });
    expect(bodyOf(call)).toEqual({ text: 'say "hi"\n' });
    const discord = await send('discord.DiscordIncomingWebhook', { content: 'hi', username: 'me' });
    expect(bodyOf(discord.call)).toEqual({ content: 'hi', username: 'me' });
  });

  test.each([
    'notifications.discord.DiscordIncomingWebhook',
    'notifications.google.GoogleChatIncomingWebhook',
    'notifications.teams.TeamsIncomingWebhook',
    'notifications.zulip.ZulipIncomingWebhook',
    'slack.notifications.SlackIncomingWebhook',
  ])('%s takes a payload', async (type) => {
    expect(bodyOf((await send(type, { payload: '{"a": 1}' })).call)).toEqual({ a: 1 });
  });

  test('fails when the service refuses, and without anything to say', async () => {
    await expect(send(SLACK, { payload: '{}' }, 403, 'invalid_token')).rejects.toThrow(
      'with 403: invalid_token',
    );
    await expect(send(SLACK, {})).rejects.toThrow('payload: must not be null');
  });
});
