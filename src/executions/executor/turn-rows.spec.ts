import { expect, test } from '@jest/globals';
import type { LogEntry } from '../../model/log-entry.js';
import { aFlow, anExecution, T0 } from '../../testing/builders.js';
import { noWrites } from '../store/turn-writer.js';
import { LiveExecutions } from './live-executions.js';
import { addRows } from './turn-rows.js';
import { Work } from './work.js';

test('what a worker said stands before what the executor says about it', () => {
  const flow = aFlow();
  const live = new LiveExecutions(
    () => 0,
    () => undefined,
  ).open(anExecution(flow), flow, []);
  const work = new Work(live);
  work.effects.push({ kind: 'AppendLog', level: 'ERROR', message: 'hence it failed' });
  work.logs.push({ message: 'it is broken', timestamp: T0 } as LogEntry);
  const writes = noWrites();
  addRows(writes, work, { processId: 'process', at: T0 }, () => 'light');
  expect(writes.logs.map((line) => (line as LogEntry).message)).toEqual([
    ...['it is broken', 'hence it failed'],
  ]);
});
