import { expect, test } from '@jest/globals';
import type { TaskLogger } from './run-context.js';
import { ScriptOutput } from './script-output.js';

/** A log that is always full. */
function fullLog(): { output: ScriptOutput; said: string[] } {
  const said: string[] = [];
  const logger = {
    log: (_level: string, message: string) => void said.push(message),
    debug: (message: string) => void said.push(message),
    drained: () => Promise.resolve(),
  } as unknown as TaskLogger;
  const metrics = { counter: () => undefined, timer: () => undefined, gauge: () => undefined };
  return { output: new ScriptOutput({ logger, metrics }), said };
}

test.each([
  [3, []],
  [50, [expect.stringContaining('held back 50 times; no line was dropped') as unknown as string]],
])(
  'a command that waited %i times for its log is told so when that is often',
  async (times, more) => {
    const { output, said } = fullLog();
    for (let count = 0; count < times; count++) {
      await output.line('x', 'stdout');
    }
    output.end();
    expect(said.slice(times)).toEqual(more);
  },
);
