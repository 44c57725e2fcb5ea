import { describe, expect, test } from '@jest/globals';
import { aRunContext } from '../testing/fake-run-context.js';
import { MemoryFiles } from '../testing/memory-files.js';

const URI = 'kestra:///company/team/_files/rows.ion';

async function contextWith(content: string, signal?: AbortSignal) {
  const storage = new MemoryFiles();
  await storage.put(URI, content);
  return aRunContext({
    task: { type: 'io.kestra.plugin.core.log.Log' },
    services: { storage },
    ...(signal && { signal }),
  });
}

async function rowsOf(content: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const { value } of (await contextWith(content)).readRows(URI)) {
    rows.push(value);
  }
  return rows;
}

describe('rows of a file', () => {
  test('are Ion or JSON, one a line; blank lines are none', async () => {
    expect(await rowsOf('{a: 1}\n\n{"a": 2}\r\n  \n"text"')).toEqual([{ a: 1 }, { a: 2 }, 'text']);
    expect(await rowsOf('')).toEqual([]);
  });

  test('say in which line something is wrong', async () => {
    await expect(rowsOf('{a: 1}\n\n{a: \n')).rejects.toThrow('Line 3 is neither Ion nor JSON');
  });

  test('end when the task is stopped', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    const rows = (await contextWith('1\n2\n', stop.signal)).readRows(URI);
    await expect(rows[Symbol.asyncIterator]().next()).rejects.toThrow('stopped');
  });
});
