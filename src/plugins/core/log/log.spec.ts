import { describe, expect, test } from '@jest/globals';
import type { LogsPort } from '../../api/run-context.js';
import { fakeServices, runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';

const type = (name: string): string => `io.kestra.plugin.core.log.${name}`;

describe('Log', () => {
  test('writes a text or each text of a list as one line of its level', async () => {
    const { logs } = await runTask({
      task: { type: type('Log'), message: ['a {{ 1 + 1 }}', 3], level: 'warn' },
    });
    expect(logs.map(({ level, message }) => [level, message])).toEqual([
      ['WARN', 'a 2'],
      ['WARN', '3'],
    ]);
  });

  test('stores nothing below the level of the task', async () => {
    const task = { type: type('Log'), message: 'a', level: 'DEBUG', logLevel: 'INFO' };
    expect((await runTask({ task })).logs).toEqual([]);
  });

  test('refuses a map', async () => {
    const task = { type: type('Log'), message: { a: 1 } };
    await expect(runTask({ task })).rejects.toThrow('Invalid message type');
  });
});

/** Logs that remember what they were asked for. */
function aLogsPort() {
  const asked: unknown[] = [];
  const line = {
    namespace: 'company.team',
    flowId: 'flow',
    level: 'INFO',
    message: 'hello',
  } as const;
  const logs: LogsPort = {
    fetch: async function* (query) {
      asked.push(query);
      await Promise.resolve();
      yield { ...line, timestamp: '2026-11-22T10:00:00.000Z' };
    },
    purge: (query) => Promise.resolve(asked.push(query) + 6),
    purgeMetrics: (query) => Promise.resolve(asked.push(query) + 7),
  };
  return { logs, asked };
}

describe('log.Fetch', () => {
  test('stores one line a row', async () => {
    const { logs, asked } = aLogsPort();
    const storage = new MemoryFiles();
    const { output } = await runTask({
      task: { type: type('Fetch'), level: 'WARN', tasksId: ['a'] },
      services: fakeServices({ logs, storage }),
    });
    expect(asked).toEqual([
      {
        namespace: 'company.team',
        flowId: 'flow',
        executionId: 'execution',
        minLevel: 'WARN',
        taskIds: ['a'],
      },
    ]);
    expect(output.outputs?.['size']).toBe(1);
    expect(storage.text(String(output.outputs?.['uri']))).toMatch(/^\{.*hello.*\}\n$/);
  });

  test.each([
    [{ namespace: 'a', flowId: 'b' }, 'give its `executionId` too'],
    [{ namespace: 'a', executionId: 'b' }, 'Give both `namespace` and `flowId`'],
  ])('does not guess which execution %j means', async (properties, message) => {
    const { logs } = aLogsPort();
    const task = { type: type('Fetch'), ...properties };
    await expect(runTask({ task, services: { logs } })).rejects.toThrow(message);
  });
});

describe('log.PurgeLogs', () => {
  test('asks for the lines to delete and counts them', async () => {
    const { logs, asked } = aLogsPort();
    const { output } = await runTask({
      task: {
        type: type('PurgeLogs'),
        namespace: 'company',
        logLevels: ['debug'],
        endDate: '2026-01-01T00:00:00+01:00',
      },
      services: { logs },
    });
    expect(asked).toEqual([
      { namespace: 'company', levels: ['DEBUG'], endDate: '2025-12-31T23:00:00.000Z' },
    ]);
    expect(output.outputs).toEqual({ count: 7 });
  });

  test.each([
    [{ endDate: 'yesterday' }, 'endDate: must be a date and time with a zone'],
    [{ endDate: '2026-01-01' }, 'endDate: must be a date and time with a zone'],
    [{ endDate: '2026-13-01T00:00:00Z' }, 'endDate: must be a date and time with a zone'],
    [{ endDate: '2026-01-01T00:00:00Z', logLevels: ['LOUD'] }, 'logLevels: must be one of TRACE'],
  ])('refuses %j before anything is deleted', async (properties, message) => {
    const { logs, asked } = aLogsPort();
    const task = { type: type('PurgeLogs'), ...properties };
    await expect(runTask({ task, services: { logs } })).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });
});
