import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.trigger.Toggle',
  aliases: ['io.kestra.core.tasks.trigger.Toggle', 'io.kestra.plugin.kestra.triggers.Toggle'],
  title: 'Switch a trigger on or off.',
})
export class ToggleTask implements RunnableTask {
  @Property('string', { description: 'Namespace of the flow.' })
  namespace = '{{ flow.namespace }}';

  @Property('string', { description: 'The flow.' })
  flowId = '{{ flow.id }}';

  @Property('string', { description: 'Id of the trigger.', required: true })
  trigger = '';

  @Property('boolean', { description: 'On or off.' })
  enabled = false;

  async run(ctx: RunContext): Promise<void> {
    const { namespace, flowId, trigger: triggerId } = this;
    await ctx.triggers.setEnabled({ namespace, flowId, triggerId }, this.enabled);
  }
}
