import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.EachSequential',
  aliases: ['io.kestra.core.tasks.flows.EachSequential'],
  title: 'Run tasks for each value, one value after another.',
  description: 'Use ForEach instead.',
  deprecated: true,
})
export class EachSequentialTask extends FlowableBase {
  @Property('any', {
    description: 'A list, or an expression giving one as JSON.',
    required: true,
    raw: true,
  })
  value?: unknown;

  @Property('tasks', { description: 'The tasks.', tasks: 'list', required: true })
  tasks?: readonly Task[];
}
