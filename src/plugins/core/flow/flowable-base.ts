import type { Task } from '../../../model/task.js';
import { Property } from '../../api/property.js';

/** What every flowable may have beside its tasks (engine.md §6). */
export abstract class FlowableBase {
  @Property('tasks', { description: 'Run when a task failed.', tasks: 'list' })
  errors?: readonly Task[];

  @Property('tasks', { description: 'Run at the end in any case.', tasks: 'list' })
  finally?: readonly Task[];
}
