import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { DeclaredLabels } from '../../api/run-context.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.Subflow',
  aliases: ['io.kestra.core.tasks.flows.Subflow', 'io.kestra.core.tasks.flows.Flow'],
  title: 'Start an execution of another flow.',
  outputs: {
    executionId: ['string', 'Id of the started execution'],
    state: ['string', 'Its end state, if it was waited for'],
    outputs: ['map', 'Its outputs, if it was waited for'],
  },
})
export class SubflowTask {
  @Property('string', { description: 'Namespace of the flow.', required: true })
  namespace?: string;

  @Property('string', { description: 'The flow.', required: true })
  flowId?: string;

  @Property('integer', { description: 'Revision of the flow; default the latest.' })
  revision?: number;

  @Property('map', { description: 'Inputs of the flow.', raw: true })
  inputs?: Readonly<Record<string, unknown>>;

  @Property('labels', { description: 'Labels of the new execution.', raw: true })
  labels?: DeclaredLabels;

  @Property('boolean', { description: 'Wait for its end.', dynamic: false })
  wait = true;

  @Property('boolean', { description: 'Its failure is a failure of this task.', dynamic: false })
  transmitFailed = true;

  @Property('boolean', { description: 'Give it all labels of this execution.', dynamic: false })
  inheritLabels = false;

  @Property('string', { description: 'When it is to start.' })
  scheduleDate?: string;

  @Property('string', {
    description: 'What a restart of this execution does.',
    values: ['RETRY_FAILED', 'NEW_EXECUTION'],
    dynamic: false,
  })
  restartBehavior = 'RETRY_FAILED';

  @Property('map', {
    description: 'Values taken from the other execution.',
    raw: true,
    deprecated: true,
  })
  outputs?: Readonly<Record<string, unknown>>;
}
