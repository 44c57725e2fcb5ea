import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { StateBase } from './state-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.state.Set',
  aliases: ['io.kestra.core.tasks.states.Set'],
  title: 'Change a state.',
  description: 'Use the key-value store (`io.kestra.plugin.core.kv`).',
  deprecated: true,
  outputs: {
    count: ['integer', 'Number of keys afterwards'],
    key: ['string', 'Key in the key-value store'],
  },
})
export class StateSetTask extends StateBase implements RunnableTask {
  @Property('map', { description: 'Merged into what is there.' })
  data?: Readonly<Record<string, unknown>>;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const data = { ...(await this.read(ctx)), ...this.data };
    const key = this.stateKey(ctx);
    await ctx.kv().put(key, data);
    return { outputs: { count: Object.keys(data).length, key } };
  }
}
