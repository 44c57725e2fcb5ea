import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

/** The executor does this itself. */
@TaskType({
  type: 'io.kestra.plugin.core.execution.SetVariables',
  title: 'Set variables of the execution, read as `vars`.',
})
export class SetVariablesTask {
  @Property('map', { description: 'The variables.', required: true, raw: true })
  variables?: Readonly<Record<string, unknown>>;

  @Property('boolean', { description: 'Whether existing ones may change.' })
  overwrite = true;
}
