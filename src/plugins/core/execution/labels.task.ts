import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { DeclaredLabels } from '../../api/run-context.js';

/** The executor does this itself. */
@TaskType({
  type: 'io.kestra.plugin.core.execution.Labels',
  aliases: ['io.kestra.core.tasks.executions.Labels'],
  title: 'Set labels of the execution.',
})
export class LabelsTask {
  @Property('labels', {
    description: 'The labels: a map, a list of pairs, or an expression giving a map as JSON.',
    required: true,
    raw: true,
  })
  labels?: DeclaredLabels;
}
