import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.If',
  aliases: ['io.kestra.core.tasks.flows.If'],
  title: 'Run one of two lists of tasks.',
  outputs: {
    evaluationResult: ['boolean', 'Whether the condition is true'],
  },
})
export class IfTask extends FlowableBase {
  @Property('any', { description: 'The `then` tasks run if this is true.', raw: true })
  condition?: unknown;

  @Property('tasks', { description: 'Tasks for true.', tasks: 'list', required: true })
  then?: readonly Task[];

  @Property('tasks', { description: 'Tasks for false.', tasks: 'list' })
  else?: readonly Task[];
}
