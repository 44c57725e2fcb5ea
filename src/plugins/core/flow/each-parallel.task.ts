import { Min } from 'class-validator';
import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.EachParallel',
  aliases: ['io.kestra.core.tasks.flows.EachParallel'],
  title: 'Run every task for every value at the same time.',
  description: 'Use ForEach with `concurrencyLimit: 0` instead.',
  deprecated: true,
})
export class EachParallelTask extends FlowableBase {
  @Property('any', {
    description: 'A list, or an expression giving one as JSON.',
    required: true,
    raw: true,
  })
  value?: unknown;

  @Property('integer', { description: 'How many may run at once; 0: all.', dynamic: false })
  @Min(0)
  concurrent = 0;

  @Property('tasks', { description: 'The tasks.', tasks: 'list', required: true })
  tasks?: readonly Task[];
}
