import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';

@TaskType({
  type: 'io.kestra.plugin.core.debug.Return',
  aliases: ['io.kestra.core.tasks.debugs.Return'],
  title: 'Return a value for debugging purposes.',
  outputs: {
    value: ['string', 'The generated string'],
  },
})
export class ReturnTask implements RunnableTask {
  @Property('string', { description: 'The templated string to render' })
  format?: string;

  run(ctx: RunContext): TaskOutput {
    const startedAt = performance.now();
    const tags = { format: this.format ?? 'null' };
    ctx.logger.debug(this.format ?? 'null');
    ctx.metrics.counter('length', this.format?.length ?? 0, tags);
    ctx.metrics.timer('duration', performance.now() - startedAt, tags);
    return { outputs: { value: this.format } };
  }
}
