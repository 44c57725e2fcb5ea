import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

/** The executor does this itself. */
@TaskType({ type: 'io.kestra.plugin.core.execution.Exit', title: 'End the execution now.' })
export class ExitTask {
  @Property('string', {
    description: 'The state it ends in.',
    values: ['SUCCESS', 'WARNING', 'FAILED', 'CANCELED', 'CANCELLED', 'KILLED'],
  })
  state = 'SUCCESS';
}
