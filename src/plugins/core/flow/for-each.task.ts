import { Min } from 'class-validator';
import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.ForEach',
  title: 'Run tasks for each value of a list.',
})
export class ForEachTask extends FlowableBase {
  @Property('any', {
    description: 'A list, or an expression giving one as JSON.',
    required: true,
    raw: true,
  })
  values?: unknown;

  @Property('integer', {
    description: 'How many values at once; 0: all, 1: one after another.',
    dynamic: false,
  })
  @Min(0)
  concurrencyLimit = 1;

  @Property('tasks', { description: 'The tasks.', tasks: 'list', required: true })
  tasks?: readonly Task[];
}
