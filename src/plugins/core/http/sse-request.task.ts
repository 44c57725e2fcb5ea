import type { Readable } from 'node:stream';
import { Min } from 'class-validator';
import { IllegalStateError } from '../../../model/errors.js';
import { formatDuration } from '../../../model/duration.js';
import { readJson, stringifyJson } from '../../../model/json.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { HttpBase } from './http-base.js';
import type { ServerSentEvent } from './server-sent-events.js';
import { serverSentEvents } from './server-sent-events.js';

type Event = Readonly<Record<string, unknown>>;

@TaskType({
  type: 'io.kestra.plugin.core.http.SseRequest',
  title: 'Read server-sent events until the server ends the stream.',
  outputs: {
    uri: ['string', 'Address after redirects'],
    events: ['list', 'The events: `data`, `id`, `name`, `comment`, `retry`; absent with a result'],
    size: ['integer', 'Number of events'],
    result: ['string', 'What `concatJqExpression` gave, all in one text'],
  },
})
export class SseRequestTask extends HttpBase implements RunnableTask {
  @Property('string', {
    description: 'jq program that takes a text, a number or a boolean out of each event.',
  })
  concatJqExpression?: string;

  @Property('boolean', { description: 'An event without such a value is a failure.' })
  failedOnMissingJq = true;

  @Property('integer', { description: 'Ends after so many events.' })
  @Min(1)
  maxEvents?: number;

  async run(ctx: RunContext): Promise<TaskOutput> {
    this.headers = { accept: 'text/event-stream', ...this.headers };
    const answer = await this.call(ctx);
    this.rejectFailure(answer, false);
    const events = await this.eventsOf(answer.body);
    ctx.metrics.counter('size', events.length);
    const result = await this.resultOf(ctx, events);
    return {
      outputs: {
        uri: answer.url,
        size: events.length,
        ...(result === undefined ? { events } : { result }),
      },
    };
  }

  private async eventsOf(body: Readable): Promise<Event[]> {
    const limit = this.options.maxContentLength;
    const events: Event[] = [];
    let size = 0;
    for await (const event of serverSentEvents(counted(), limit)) {
      events.push(output(event));
      if (events.length === this.maxEvents) {
        break;
      }
    }
    return events;

    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > limit) {
          throw new IllegalStateError(
            `The events are larger than ${limit} bytes: give maxEvents, or a larger options.maxContentLength`,
          );
        }
        yield chunk;
      }
    }
  }

  /** Undefined when nothing was asked for, or no event had it. */
  private async resultOf(ctx: RunContext, events: readonly Event[]): Promise<string | undefined> {
    if (this.concatJqExpression === undefined) {
      return undefined;
    }
    const texts: string[] = [];
    for (const event of events) {
      const value = await this.extracted(ctx, event);
      if (value !== undefined) {
        texts.push(value);
      }
    }
    return texts.length === 0 ? undefined : texts.join('');
  }

  private async extracted(ctx: RunContext, event: Event): Promise<string | undefined> {
    // `$.data` is how JSONPath would say it.
    const program = (this.concatJqExpression ?? '').replace(/^\$(?=[.[])/, '');
    let reason: string;
    try {
      const found = await ctx.renderTyped('{{ event | jq(program) }}', { event, program });
      const value: unknown = Array.isArray(found) ? found.at(-1) : found;
      if (value !== null && value !== undefined && typeof value !== 'object') {
        return String(value);
      }
      reason = `it gives ${stringifyJson(value ?? null)}, not a text, a number or a boolean`;
    } catch (error) {
      reason = (error as Error).message;
    }
    const message = `concatJqExpression \`${program}\` finds nothing in the event ${stringifyJson(event)}: ${reason}`;
    if (this.failedOnMissingJq) {
      throw new IllegalStateError(message);
    }
    ctx.logger.debug(message);
    return undefined;
  }
}

function output({ data, retry, ...rest }: ServerSentEvent): Event {
  return {
    ...(data !== undefined && { data: jsonOr(data) }),
    ...rest,
    ...(retry !== undefined && { retry: formatDuration(retry) }),
  };
}

function jsonOr(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return text;
  }
}
