import { Min } from 'class-validator';
import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.Parallel',
  aliases: ['io.kestra.core.tasks.flows.Parallel'],
  title: 'Run tasks at the same time.',
})
export class ParallelTask extends FlowableBase {
  @Property('integer', { description: 'How many may run at once; 0: all.', dynamic: false })
  @Min(0)
  concurrent = 0;

  @Property('tasks', { description: 'The tasks.', tasks: 'list', required: true })
  tasks?: readonly Task[];
}
