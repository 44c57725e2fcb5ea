import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { FlowableBase } from './flowable-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.flow.Template',
  aliases: ['io.kestra.core.tasks.flows.Template'],
  title: 'Run the tasks of a template.',
  description:
    'Templates are switched on with `kestra.templates.enabled`; a Subflow does the same without. ' +
    'The tasks see the given values as `parent.outputs.args.<name>`.',
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
}
