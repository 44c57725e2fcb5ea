import { executionRef } from '../../api/execution-ref.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.execution.Resume',
  aliases: ['io.kestra.plugin.kestra.executions.Resume'],
  title: 'Resume a paused execution.',
})
export class ResumeTask implements RunnableTask {
  @Property('string', { description: 'Namespace of the execution.' })
  namespace?: string;

  @Property('string', { description: 'Flow of the execution.' })
  flowId?: string;

  @Property('string', { description: 'The execution; default this one.' })
  executionId?: string;

  @Property('map', { description: 'Values for `onResume`.' })
  inputs?: Readonly<Record<string, unknown>>;

  async run(ctx: RunContext): Promise<void> {
    await ctx.executions.resume(executionRef(ctx, this), this.inputs);
  }
}
