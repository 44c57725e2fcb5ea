import { Min } from 'class-validator';
import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

interface DagNode {
  readonly task: Task;
  readonly dependsOn?: readonly string[];
}

@TaskType({
  type: 'io.kestra.plugin.core.flow.Dag',
  aliases: ['io.kestra.core.tasks.flows.Dag'],
  title: 'Run tasks as soon as those they depend on have ended.',
})
export class DagTask extends FlowableBase {
  @Property('integer', { description: 'How many may run at once; 0: all.', dynamic: false })
  @Min(0)
  concurrent = 0;

  @Property('tasks', { description: 'List of `{task, dependsOn}`.', tasks: 'dag', required: true })
  tasks?: readonly DagNode[];
}
