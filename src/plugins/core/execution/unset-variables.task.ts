import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

/** The executor does this itself. */
@TaskType({
  type: 'io.kestra.plugin.core.execution.UnsetVariables',
  title: 'Remove variables of the execution.',
})
export class UnsetVariablesTask {
  @Property('list', { description: 'Names; dots lead into maps.', required: true, raw: true })
  variables?: unknown;

  @Property('boolean', { description: 'A missing one is no error.' })
  ignoreMissing = false;
}
