import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.Switch',
  aliases: ['io.kestra.core.tasks.flows.Switch'],
  title: 'Run the tasks of the case that equals a value.',
  outputs: {
    value: ['string', 'The rendered value'],
    defaults: ['boolean', 'Whether no case had this name'],
  },
})
export class SwitchTask extends FlowableBase {
  @Property('string', { description: 'Compared with the names of the cases.', required: true })
  value?: string;

  @Property('tasks', { description: 'Tasks by value.', tasks: 'cases' })
  cases?: Readonly<Record<string, readonly Task[]>>;

  @Property('tasks', { description: 'Tasks for every other value.', tasks: 'list' })
  defaults?: readonly Task[];
}
