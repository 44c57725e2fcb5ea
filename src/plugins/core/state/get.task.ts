import { NotFoundError } from '../../../model/errors.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { StateBase } from './state-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.state.Get',
  aliases: ['io.kestra.core.tasks.states.Get'],
  title: 'Get a state.',
  description: 'Use the key-value store (`io.kestra.plugin.core.kv`).',
  deprecated: true,
  outputs: {
    count: ['integer', 'Number of keys'],
    data: ['map', 'The state'],
  },
})
export class StateGetTask extends StateBase implements RunnableTask {
  @Property('boolean', { description: 'A missing state is an error.' })
  errorOnMissing = false;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const data = await this.read(ctx);
    if (data === undefined && this.errorOnMissing) {
      throw new NotFoundError(`The state '${this.name}' does not exist`);
    }
    return { outputs: { count: Object.keys(data ?? {}).length, data: data ?? {} } };
  }
}
