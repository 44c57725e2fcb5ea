import { IllegalArgumentError } from '../../../model/errors.js';
import { isPlainMap } from '../../api/convert-value.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

const OWN_TYPES = [
  'io.kestra.plugin.core.templating.TemplatedTask',
  'io.kestra.core.tasks.templating.TemplatedTask',
];

@TaskType({
  type: 'io.kestra.plugin.core.templating.TemplatedTask',
  aliases: ['io.kestra.core.tasks.templating.TemplatedTask'],
  title: 'Run a task that is given as text.',
})
export class TemplatedTask implements RunnableTask {
  @Property('string', {
    description: 'A runnable task in YAML; expressions are rendered before.',
    required: true,
  })
  spec = '';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const task = ctx.parseYaml(this.spec);
    if (!isPlainMap(task) || typeof task['type'] !== 'string') {
      throw new IllegalArgumentError('spec: must be a task, a map with a `type`');
    }
    if (OWN_TYPES.includes(task['type'])) {
      throw new IllegalArgumentError(`The templated task cannot be of type '${OWN_TYPES[0]}'`);
    }
    return ctx.runTask({ ...task, id: String(task['id'] ?? ctx.task.id), type: task['type'] });
  }
}
