import { describe, expect, jest, test } from '@jest/globals';
import type { LogEntry } from '../../../model/log-entry.js';
import { aRunContext } from '../../../testing/fake-run-context.js';
import { NESTED_PLUGINS } from '../../../workers/nested-plugins.js';

jest.setTimeout(60_000);

interface Seen {
  /** Characters of all lines. */
  readonly characters: number;
  /** The most that ever waited at once, in characters. */
  readonly mostWaiting: number;
  readonly longest: number;
  readonly count: number;
  readonly last: string;
}

/** Runs shell commands; the log is taken at leisure, as by a database that is slow. */
async function printed(command: string): Promise<Seen> {
  const task = {
    type: 'io.kestra.plugin.scripts.shell.Commands',
    taskRunner: { type: 'io.kestra.plugin.core.runner.Process' },
    commands: [command],
  };
  const ctx = aRunContext({ task });
  const seen = { characters: 0, mostWaiting: 0, longest: 0, count: 0, last: '' };
  const take = (lines: readonly LogEntry[]): void => {
    const lengths = lines.map(({ message }) => message.length);
    const sum = lengths.reduce((total, length) => total + length, 0);
    seen.characters += sum;
    seen.count += lines.length;
    seen.mostWaiting = Math.max(seen.mostWaiting, sum);
    seen.longest = Math.max(seen.longest, ...lengths);
    seen.last = lines.at(-1)?.message ?? seen.last;
  };
  const slow = setInterval(() => take(ctx.logger.take()), 2);
  try {
    await NESTED_PLUGINS.runTask(ctx.task, ctx);
  } finally {
    clearInterval(slow);
    await (ctx.workingDirectory as unknown as { remove(): Promise<void> }).remove();
  }
  take(ctx.logger.take());
  return seen;
}

const MB = 1024 * 1024;

describe('a script that prints without end', () => {
  test('waits for its log: every line arrives and few are in memory', async () => {
    const line = 'x'.repeat(399);
    const seen = await printed(`yes ${line} | head -c ${64 * MB}`);
    const whole = Math.floor((64 * MB) / 400);
    expect(seen.characters).toBeGreaterThanOrEqual(whole * 399);
    expect(seen.count).toBeGreaterThanOrEqual(whole);
    expect(seen.mostWaiting).toBeLessThan(4 * MB);
  });

  test('is told in its log that it was held back, and that nothing is missing', async () => {
    const seen = await printed('yes | head -n 400000');
    expect(seen.count).toBe(400_001);
    expect(seen.last).toMatch(/held back \d+ times; no line was dropped/);
  });

  test('gets a line of 100 MB stored in pieces, whole', async () => {
    const seen = await printed(`head -c ${100 * MB} /dev/zero | tr '\\0' x`);
    expect(seen.characters).toBeGreaterThanOrEqual(100 * MB);
    expect(seen.longest).toBeLessThanOrEqual(10_240);
    expect(seen.mostWaiting).toBeLessThan(16 * MB);
  });
});
