import { Min } from 'class-validator';
import { ItemBatch } from './item-batch.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { DeclaredLabels } from '../../api/run-context.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.ForEachItem',
  aliases: ['io.kestra.core.tasks.flows.ForEachItem'],
  title: 'Start an execution of another flow for each batch of a file.',
})
export class ForEachItemTask extends FlowableBase {
  @Property('string', { description: 'URI of the file.', required: true })
  items?: string;

  @Property('object', { description: 'How the file is cut.', of: ItemBatch })
  batch?: ItemBatch;

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

  @Property('integer', {
    description:
      'Batches that run at once, where it waits for them; 0: all. One that ended makes room for the next.',
    dynamic: false,
  })
  @Min(0)
  concurrencyLimit = 0;
}
