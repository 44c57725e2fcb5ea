import { IllegalArgumentError } from '../../../model/errors.js';
import type { StateType } from '../../../model/state.js';
import { STATE_TYPES } from '../../../model/state.js';
import { CountedFlow } from './counted-flow.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

const THIRTY_DAYS_MS = 30 * 24 * 60 * 60 * 1000;

@TaskType({
  type: 'io.kestra.plugin.core.execution.Count',
  aliases: ['io.kestra.core.tasks.executions.Counts'],
  title: 'Count executions.',
  outputs: {
    results: ['list', 'Kept lines: `namespace`, `flowId`, `count`'],
    total: ['integer', 'Sum of their counts'],
  },
})
export class CountTask implements RunnableTask {
  @Property('list', { description: 'Flows to count for.', of: CountedFlow })
  flows?: CountedFlow[];

  @Property('list', { description: 'Namespaces to count for, by their exact names.' })
  namespaces?: string[];

  @Property('list', { description: 'Only executions in these states.', values: STATE_TYPES })
  states?: StateType[];

  @Property('instant', { description: 'Only executions that started since; default 30 days ago.' })
  startDate?: string;

  @Property('instant', { description: 'Only executions that started before; default now.' })
  endDate?: string;

  @Property('string', {
    description: 'Sees `count`; a line is kept if this renders to `true`.',
    required: true,
    raw: true,
  })
  expression = '';

  async run(ctx: RunContext): Promise<TaskOutput> {
    if (this.flows === undefined && this.namespaces === undefined) {
      throw new IllegalArgumentError('Count needs `flows` or `namespaces`');
    }
    const lines = await ctx.executions.count({
      startDate: this.startDate ?? new Date(Date.now() - THIRTY_DAYS_MS).toISOString(),
      ...(this.endDate === undefined ? {} : { endDate: this.endDate }),
      ...(this.flows === undefined ? {} : { flows: this.flows }),
      ...(this.namespaces === undefined ? {} : { namespaces: this.namespaces }),
      ...(this.states === undefined ? {} : { states: this.states }),
    });
    const results = [];
    for (const line of lines) {
      if ((await ctx.render(this.expression, { count: line.count })) === 'true') {
        results.push(line);
      }
    }
    return { outputs: { results, total: results.reduce((sum, { count }) => sum + count, 0) } };
  }
}
