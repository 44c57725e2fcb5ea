import { IllegalArgumentError, IllegalStateError } from '../../model/errors.js';
import { Property } from '../api/property.js';
import { readText } from '../api/read-body.js';
import type { RunContext } from '../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../api/runnable-task.js';

const DEFAULT_TIMEOUT_MS = 10_000;
/** Of an answer; services say a word or two. */
const MOST_BYTES = 1024 * 1024;
/** Characters of a refusal that are worth telling. */
const SHOWN = 1_000;

/** How the call is made. */
export class WebhookOptions {
  @Property('duration', { description: 'To get a connection.' })
  connectTimeout?: number;

  @Property('duration', { description: 'Until the answer.' })
  readTimeout?: number;

  @Property('map', { description: 'More headers.' })
  headers?: Record<string, unknown>;
}

/** A message for an address that a chat service hands out (plugins.md §4): JSON by POST, any status from 400 on fails. */
export abstract class IncomingWebhook implements RunnableTask {
  @Property('string', { description: 'Address that the service gave.', required: true })
  url = '';

  @Property('string', {
    description:
      'The message as the service wants it, JSON; expressions in what it renders to are rendered too.',
  })
  payload?: string;

  @Property('object', { description: 'How the call is made.', of: WebhookOptions })
  options?: WebhookOptions;

  /** The message of what stands beside `payload`; undefined when nothing does. */
  protected message(): Readonly<Record<string, unknown>> | undefined {
    return undefined;
  }

  async run(ctx: RunContext): Promise<TaskOutput> {
    const { connectTimeout, readTimeout, headers } = this.options ?? {};
    const answer = await ctx.http.send({
      method: 'POST',
      url: this.url,
      headers: { 'content-type': 'application/json; charset=utf-8', ...textsOf(headers) },
      body: await this.body(ctx),
      connectTimeout: connectTimeout ?? DEFAULT_TIMEOUT_MS,
      readTimeout: readTimeout ?? DEFAULT_TIMEOUT_MS,
      signal: ctx.signal,
    });
    const text = await readText(answer.body, { limit: MOST_BYTES, charset: 'UTF-8' });
    if (answer.status >= 400) {
      throw new IllegalStateError(
        `The service refused the message with ${answer.status}: ${text.slice(0, SHOWN)}`,
      );
    }
    return {};
  }

  private async body(ctx: RunContext): Promise<string> {
    if (this.payload !== undefined) {
      return ctx.render(this.payload);
    }
    const message = this.message();
    if (message === undefined) {
      throw new IllegalArgumentError('payload: must not be null');
    }
    return JSON.stringify(message);
  }
}

function textsOf(headers: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
