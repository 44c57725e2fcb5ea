import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';
import type { HttpCall } from '../../api/http-client.js';

const STREAM = [
  ': welcome\n\n',
  'event: add\nid: 7\ndata: {"n": 1, "text": "a"}\n\n',
  'retry: 3000\r\ndata: two\r\ndata: lines\r\n\r\n',
  'unknown: x\n\n',
  'data: {"n": 3, "text": "ü"}\n\n',
  'data: never ended\n',
];

function run(
  properties: object,
  { chunks = STREAM, status = 200 }: { chunks?: Iterable<string>; status?: number } = {},
) {
  const calls: HttpCall[] = [];
  const result = runTask({
    task: {
      type: 'io.kestra.plugin.core.http.SseRequest',
      uri: 'http://events.invalid/',
      ...properties,
    },
    services: {
      http: {
        send: (call) => {
          calls.push(call);
          return Promise.resolve({
            status,
            statusText: '',
            url: call.url,
            headers: {},
            body: Readable.from(bytes(chunks)),
          });
        },
      },
    },
  });
  return { calls, result };
}
function* bytes(chunks: Iterable<string>): Generator<Buffer> {
  for (const chunk of chunks) {
    yield Buffer.from(chunk);
  }
}
const outputs = async (properties: object, chunks?: string[]): Promise<unknown> =>
  (await run(properties, chunks && { chunks }).result).output.outputs;

describe('http.SseRequest', () => {
  test('gives the events with their data as JSON where it is JSON', async () => {
    const { calls, result } = run({ headers: { 'X-One': '1' } });
    const { output, metrics } = await result;
    expect(output.outputs).toEqual({
      uri: 'http://events.invalid/',
      size: 4,
      events: [
        { comment: 'welcome' },
        { name: 'add', id: '7', data: { n: 1, text: 'a' } },
        { retry: 'PT3S', data: 'two\nlines' },
        { data: { n: 3, text: 'ü' } },
      ],
    });
    expect(metrics).toMatchObject([{ name: 'size', type: 'counter', value: 4 }]);
    expect(calls[0]?.headers).toEqual({ accept: 'text/event-stream', 'x-one': '1' });
  });

  test('joins what a jq program takes out of each event', async () => {
    const some = { concatJqExpression: '.data.text', failedOnMissingJq: false };
    expect(await outputs(some)).toEqual({ uri: 'http://events.invalid/', size: 4, result: 'aü' });
    const n = ['data: {"n": 1}\n\ndata: {"n": 2.5}\n\n', 'data: {"n": true}\n\n'];
    expect(await outputs({ concatJqExpression: '$.data.n' }, n)).toMatchObject({
      result: '12.5true',
    });
    expect(await outputs({ ...some, concatJqExpression: '.x' }, n)).toMatchObject({ size: 3 });
  });

  test.each([['.data.text'], ['.data'], ['not a program ((']])(
    'fails when the jq program %s finds nothing in an event',
    async (concatJqExpression) => {
      await expect(run({ concatJqExpression }).result).rejects.toThrow(
        `concatJqExpression \`${concatJqExpression}\` finds nothing in the event`,
      );
    },
  );

  test('ends after as many events as are wanted, though the stream goes on', async () => {
    function* endless(): Generator<string> {
      for (let n = 0; ; n++) {
        yield `data: ${n}\n\n`;
      }
    }
    const { output } = await run({ maxEvents: 2 }, { chunks: endless() }).result;
    expect(output.outputs).toMatchObject({ size: 2, events: [{ data: 0 }, { data: 1 }] });
  });

  test('refuses more than it may hold, and failures', async () => {
    const options = { maxContentLength: 20 };
    await expect(run({ options }).result).rejects.toThrow('larger than 20 bytes');
    await expect(run({}, { status: 503 }).result).rejects.toThrow('failed with status 503');
    await expect(run({ maxEvents: 0 }).result).rejects.toThrow('maxEvents');
  });
});
