import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { aFlow, anExecution } from '../../testing/builders.js';
import type { RunServices } from '../../run-context/index.js';
import { isFileUri, linesOf } from './loop-lines.js';

const EXECUTION = anExecution(aFlow());
const OWN = `kestra:///dev/a-flow/executions/${EXECUTION.id}/tasks/t/r/file`;

/** Internal storage in which every file has this text. */
function files(text: string | Iterable<string>): Pick<RunServices, 'relatives' | 'storage'> {
  const get = (): Promise<Readable> => Promise.resolve(Readable.from(text, { objectMode: false }));
  return {
    relatives: () => Promise.resolve([]),
    storage: { get } as unknown as RunServices['storage'],
  };
}

describe('the lines of a file', () => {
  test('are its values, blank ones left out', async () => {
    expect(await linesOf(`${OWN}.txt`, EXECUTION, files('a\r\n\n b\n  \nc'))).toEqual([
      'a',
      ' b',
      'c',
    ]);
  });

  test('of ION are the values they spell', async () => {
    const lines = files('{a: 1, b: [x]}\n"text"\n2.50\n');
    const [map, text, decimal] = await linesOf(`${OWN}.ion`, EXECUTION, lines);
    expect(map).toMatchObject({ a: 1 });
    expect(text).toBe('text');
    expect(String(decimal)).toBe('2.5');
  });

  test('end where a line ends, not at another separator within a text', async () => {
    const lines = files('{a: "b\u2028c"}\n"d\u2029"\n');
    const [map, text] = await linesOf(`${OWN}.ion`, EXECUTION, lines);
    expect(map).toMatchObject({ a: 'b\u2028c' });
    expect(text).toBe('d\u2029');
  });

  test('without an end are refused before they fill the memory', async () => {
    let given = 0;
    function* endless(): Generator<string> {
      for (; given < 1_000; given++) {
        yield 'x'.repeat(100_000);
      }
    }
    const reading = linesOf(`${OWN}.txt`, EXECUTION, files(endless()));
    await expect(reading).rejects.toThrow('too large for a Loop');
    expect(given).toBeLessThan(1_000);
  });

  test('beyond what one execution can hold are refused, and what to do instead is named', async () => {
    function* many(): Generator<string> {
      for (;;) {
        yield 'line\n';
      }
    }
    const reading = linesOf(`${OWN}.txt`, EXECUTION, files(many()));
    await expect(reading).rejects.toThrow(/storage\.Split.*ForEachItem/s);
  });

  test('of a file of another execution are refused', async () => {
    const reading = linesOf('kestra:///dev/a-flow/executions/other/x.txt', EXECUTION, files('a'));
    await expect(reading).rejects.toThrow("didn't belong to the current execution");
  });
});

test('only a text with the scheme of internal storage names a file', () => {
  expect([OWN, 'a', '["kestra:///x"]', ['kestra:///x'], null].map(isFileUri)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
