import type { StateType } from '../../../model/state.js';
import { STATE_TYPES } from '../../../model/state.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';

const THIRTY_DAYS_MS = 30 * 24 * 60 * 60 * 1000;

/** The Count of 2.0: one number, and no flows to name. */
@TaskType({
  type: 'io.kestra.plugin.kestra.executions.Count',
  title: 'Count the executions of namespaces.',
  outputs: { count: ['integer', 'How many there are; 0 if the expression does not hold'] },
})
export class CountExecutionsTask implements RunnableTask {
  @Property('list', {
    description: 'Namespaces to count for, by their exact names; default this one.',
  })
  namespaces?: string[];

  @Property('string', { description: 'Only executions of this flow.' })
  flowId?: string;

  @Property('list', { description: 'Only executions in these states.', values: STATE_TYPES })
  states?: StateType[];

  @Property('instant', { description: 'Only executions that started since; default 30 days ago.' })
  startDate?: string;

  @Property('instant', { description: 'Only executions that started before; default now.' })
  endDate?: string;

  @Property('string', { description: 'Sees `count`; must render to `true`.', raw: true })
  expression = 'true';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const namespaces = this.namespaces ?? [ctx.flow.namespace];
    const { flowId } = this;
    const lines = await ctx.executions.count({
      startDate: this.startDate ?? new Date(Date.now() - THIRTY_DAYS_MS).toISOString(),
      ...(this.endDate === undefined ? {} : { endDate: this.endDate }),
      ...(flowId === undefined
        ? { namespaces }
        : { flows: namespaces.map((namespace) => ({ namespace, flowId })) }),
      ...(this.states === undefined ? {} : { states: this.states }),
    });
    const count = lines.reduce((sum, line) => sum + line.count, 0);
    const isMeant = (await ctx.render(this.expression, { count })) === 'true';
    return { outputs: { count: isMeant ? count : 0 } };
  }
}
