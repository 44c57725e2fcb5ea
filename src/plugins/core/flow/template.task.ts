import { IllegalStateError } from '../../../model/errors.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.Template',
  aliases: ['io.kestra.core.tasks.flows.Template'],
  title: 'Run the tasks of a template.',
  description: 'This server has no templates: a Subflow does the same.',
  deprecated: true,
  outputs: {
    args: ['map', 'The given values'],
  },
})
export class TemplateTask extends FlowableBase {
  @Property('string', { description: 'Namespace of the template.', required: true })
  namespace?: string;

  @Property('string', { description: 'The template.', required: true })
  templateId?: string;

  @Property('map', { description: 'Values for the template.', raw: true })
  args?: Readonly<Record<string, unknown>>;

  run(): never {
    throw new IllegalStateError(
      `Can't find flow template '${this.namespace}.${this.templateId}': templates are deprecated and switched off, start the tasks as a flow with io.kestra.plugin.core.flow.Subflow`,
    );
  }
}
