import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ION } from '../ion-rows.js';
import { storeRows } from '../stored-rows.js';
import { jsonElements, jsonLines } from './json-rows.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.json.JsonToIon',
  aliases: ['io.kestra.plugin.serdes.json.JsonReader'],
  title: 'Convert a JSON file into Ion.',
})
export class JsonToIonTask implements RunnableTask {
  @Property('string', { description: 'URI of the JSON file.', required: true })
  from = '';

  @Property('boolean', {
    description:
      'One value a line. Otherwise the file is one document: a row per element of an array, or one row.',
  })
  newLine = true;

  @Property('string', { description: 'Charset of the file.' })
  charset = 'UTF-8';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const read = this.newLine ? jsonLines : jsonElements;
    const rows = read(ctx, this.from, this.charset);
    return { outputs: await storeRows(ctx, { name: 'rows.ion', rows, format: ION }) };
  }
}
