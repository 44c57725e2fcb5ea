import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.Pause',
  aliases: ['io.kestra.core.tasks.flows.Pause'],
  title: 'Wait for somebody, or for a while.',
  outputs: {
    onResume: ['map', 'The inputs given when it went on'],
    resumed: ['map', 'Who let it go on, and when'],
  },
})
export class PauseTask extends FlowableBase {
  @Property('duration', { description: 'Goes on by itself after this time.' })
  pauseDuration?: number;

  @Property('duration', { description: 'Old name of `pauseDuration`.', deprecated: true })
  delay?: number;

  @Property('string', {
    description: 'What happens when the time is over.',
    values: ['RESUME', 'WARN', 'FAIL', 'CANCEL'],
  })
  behavior = 'RESUME';

  @Property('any', { description: 'Inputs to be given when it goes on.', dynamic: false })
  onResume?: unknown;

  @Property('tasks', { description: 'Task that runs when the pause begins.', tasks: 'one' })
  onPause?: Task;

  @Property('tasks', { description: 'Tasks that run afterwards.', tasks: 'list', deprecated: true })
  tasks?: readonly Task[];
}
