import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { jsonText } from '../json-text.js';
import { storeRows } from '../stored-rows.js';
import { jsonElements } from './json-rows.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.json.JsonToJsonl',
  title: 'Convert a JSON array into JSON Lines.',
})
export class JsonToJsonlTask implements RunnableTask {
  @Property('string', { description: 'URI of the JSON file.', required: true })
  from = '';

  @Property('string', { description: 'Charset of both files.' })
  charset = 'UTF-8';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const rows = jsonElements(ctx, this.from, this.charset);
    const format = { row: (value: unknown) => `${jsonText(value)}\n` };
    const file = { name: 'rows.jsonl', rows, format, charset: this.charset };
    return { outputs: await storeRows(ctx, file) };
  }
}
