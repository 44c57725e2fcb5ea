import type { components } from './client.js';
import type { KestraClient } from './kestra-client.js';

type Schemas = components['schemas'];

export interface ServerEvent<T> {
  /** `start`, `progress` or `end`. */
  readonly marker: string;
  readonly data: T;
}

/** The states of an execution until it has ended. @throws Error when there is no such execution. */
export async function* followExecution(
  client: KestraClient,
  executionId: string,
  signal?: AbortSignal,
): AsyncGenerator<ServerEvent<Schemas['Execution']>> {
  const { data, error } = await client.GET('/api/v1/executions/{executionId}/follow', {
    params: { path: { executionId } },
    parseAs: 'stream',
    signal: signal ?? null,
  });
  yield* follow(opened(data, error));
}

/** The log of an execution until it has ended. */
export async function* followLogs(
  client: KestraClient,
  executionId: string,
  options: { readonly minLevel?: Schemas['LogLevel']; readonly signal?: AbortSignal } = {},
): AsyncGenerator<Schemas['LogEntry']> {
  const { data, error } = await client.GET('/api/v1/logs/{executionId}/follow', {
    params: { path: { executionId }, query: { minLevel: options.minLevel } },
    parseAs: 'stream',
    signal: options.signal ?? null,
  });
  for await (const event of follow<Schemas['LogEntry']>(opened(data, error))) {
    if (event.marker !== 'start') {
      yield event.data;
    }
  }
}

/** Server-sent events of a stream of bytes; their data is JSON. */
export async function* follow<T>(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerEvent<T>> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of stream) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map(field));
      const data = fields.get('data');
      if (data !== undefined) {
        yield { marker: fields.get('id') ?? '', data: JSON.parse(data) as T };
      }
    }
  }
}

function field(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function opened(
  stream: ReadableStream<Uint8Array> | null | undefined,
  error: Schemas['ErrorBody'] | undefined,
): ReadableStream<Uint8Array> {
  if (!stream) {
    throw new Error(error?.message ?? 'the server gave no stream');
  }
  return stream;
}
