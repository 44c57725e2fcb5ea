import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';

function publish(metrics: unknown) {
  return runTask({ task: { type: 'io.kestra.plugin.core.metric.Publish', metrics } });
}

describe('metric.Publish', () => {
  test('publishes counters and timers, whose numbers are seconds', async () => {
    const { output, metrics } = await publish([
      { type: 'counter', name: 'rows', value: '{{ 1 + 2 }}', tags: { file: 1 } },
      { type: 'timer', name: 'wait', value: 1.5 },
      { type: 'timer', name: 'pause', value: 'PT2S' },
    ]);
    expect(metrics).toEqual([
      expect.objectContaining({ type: 'counter', name: 'rows', value: 3, tags: { file: '1' } }),
      expect.objectContaining({ type: 'timer', name: 'wait', value: 1500 }),
      expect.objectContaining({ type: 'timer', name: 'pause', value: 2000 }),
    ]);
    expect(output.outputs?.['metrics']).toHaveLength(3);
  });

  test('sums equal ones', async () => {
    const one = { type: 'counter', name: 'rows', value: 1 };
    expect((await publish([one, one])).metrics).toEqual([expect.objectContaining({ value: 2 })]);
  });

  test('keeps the last value of a gauge', async () => {
    const [first, last] = [3, 2].map((value) => ({ type: 'gauge', name: 'load', value }));
    expect((await publish([first, last])).metrics).toEqual([
      expect.objectContaining({ type: 'gauge', name: 'load', value: 2 }),
    ]);
  });

  test.each([
    [{ type: 'counter', name: 'rows', value: 'many' }, 'The metric rows needs a number'],
    [{ type: 'clock', name: 'rows', value: 1 }, 'must be one of counter, timer, gauge'],
    [{ type: 'counter', name: 'rows' }, 'The metric rows needs a number'],
  ])('refuses %j', async (metric, message) => {
    await expect(publish([metric])).rejects.toThrow(message);
  });
});
