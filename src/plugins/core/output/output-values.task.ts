import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';

@TaskType({
  type: 'io.kestra.plugin.core.output.OutputValues',
  title: 'Make a map of values for later tasks.',
  outputs: {
    values: ['map', 'The rendered values'],
  },
})
export class OutputValuesTask implements RunnableTask {
  @Property('map', { description: 'The values; keys and texts are rendered, at any depth.' })
  values?: Readonly<Record<string, unknown>>;

  run(): TaskOutput {
    return { outputs: { values: this.values } };
  }
}
