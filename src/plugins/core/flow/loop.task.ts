import { Min } from 'class-validator';
import type { Task } from '../../../model/task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.Loop',
  title: 'Run tasks for each item of a list, a map or the lines of a file.',
  description:
    'The tasks see the item as `item.value`, `item.index`, for a map `item.key`, and the outputs of their own iteration ' +
    'as `outputs.<task id>`. `errors` run in an iteration that failed, `finally` once at the end.',
  outputs: {
    iterationCount: ['integer', 'Number of items.'],
    outputs: ['list', 'Per iteration its `item` and the `outputs` that are declared.'],
  },
})
export class LoopTask extends FlowableBase {
  @Property('any', {
    description: 'A list, a map, an expression giving one as JSON, or the URI of a file.',
    required: true,
    raw: true,
  })
  values?: unknown;

  @Property('integer', {
    description: 'How many items at once; 0: all, 1: one after another.',
    dynamic: false,
  })
  @Min(0)
  concurrencyLimit = 1;

  @Property('boolean', {
    description: 'A failed iteration ends the loop; otherwise the others go on and it is SUCCESS.',
    dynamic: false,
  })
  transmitFailed = true;

  @Property('list', {
    description: 'What of each iteration is to be seen after the loop: `id`, `type`, `value`.',
    raw: true,
  })
  outputs?: readonly object[];

  @Property('string', {
    description: 'How outputs are collected: always as a list.',
    values: ['AUTO', 'FETCH'],
    dynamic: false,
  })
  fetchType = 'AUTO';

  @Property('tasks', { description: 'The tasks.', tasks: 'list', required: true })
  tasks?: readonly Task[];
}
