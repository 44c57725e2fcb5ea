import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '../../../model/duration.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask } from '../../api/runnable-task.js';

/** The longest delay that one timer can hold. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

@TaskType({
  type: 'io.kestra.plugin.core.flow.Sleep',
  title: 'Wait for a while on a worker.',
  description:
    'A long wait is better made with `io.kestra.plugin.core.flow.Pause`, which needs no worker.',
})
export class SleepTask implements RunnableTask {
  @Property('duration', { description: 'How long.', required: true })
  duration = 0;

  async run(ctx: RunContext): Promise<void> {
    ctx.logger.info(`Waiting for ${formatDuration(this.duration)}`);
    const endsAt = performance.now() + this.duration;
    for (let left = this.duration; left > 0; left = endsAt - performance.now()) {
      await delay(Math.min(left, LONGEST_TIMER_MS), undefined, { signal: ctx.signal });
    }
  }
}
