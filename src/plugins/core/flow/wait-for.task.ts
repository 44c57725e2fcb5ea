import { CheckFrequency } from './check-frequency.js';
import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.WaitFor',
  title: 'Repeat tasks until a condition is true.',
  description:
    'Old name of LoopUntil with other defaults: every second, at most 100 rounds or an hour.',
  deprecated: true,
  outputs: {
    iterationCount: ['integer', 'Number of rounds'],
  },
})
export class WaitForTask extends FlowableBase {
  @Property('tasks', { description: 'The tasks.', tasks: 'list', required: true })
  tasks?: readonly Task[];

  @Property('any', { description: 'The loop ends when this is true.', required: true, raw: true })
  condition?: unknown;

  @Property('boolean', { description: 'Fail when the limit is reached.' })
  failOnMaxReached = false;

  @Property('object', { description: 'How often and how long.', of: CheckFrequency })
  checkFrequency?: CheckFrequency;
}
