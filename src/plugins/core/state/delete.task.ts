import { NotFoundError } from '../../../model/errors.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { StateBase } from './state-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.state.Delete',
  aliases: ['io.kestra.core.tasks.states.Delete'],
  title: 'Delete a state.',
  description: 'Use the key-value store (`io.kestra.plugin.core.kv`).',
  deprecated: true,
  outputs: {
    deleted: ['boolean', 'Whether there was a state'],
  },
})
export class StateDeleteTask extends StateBase implements RunnableTask {
  @Property('boolean', { description: 'A missing state is an error.' })
  errorOnMissing = false;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const deleted = await ctx.kv().delete(this.stateKey(ctx));
    if (!deleted && this.errorOnMissing) {
      throw new NotFoundError(`The state '${this.name}' does not exist`);
    }
    return { outputs: { deleted } };
  }
}
