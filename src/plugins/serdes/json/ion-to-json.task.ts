import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ionRows } from '../ion-rows.js';
import { jsonText } from '../json-text.js';
import { type RowFormat, storeRows } from '../stored-rows.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.json.IonToJson',
  aliases: ['io.kestra.plugin.serdes.json.JsonWriter'],
  title: 'Convert an Ion file into JSON.',
})
export class IonToJsonTask implements RunnableTask {
  @Property('string', { description: 'URI of the Ion file.', required: true })
  from = '';

  @Property('boolean', { description: 'One value a line (JSON Lines) instead of one array.' })
  newLine = true;

  @Property('string', { description: 'Charset of the JSON file.' })
  charset = 'UTF-8';

  @Property('string', {
    description: 'Time zone in which points in time are shown; default: where they were written.',
  })
  timeZoneId?: string;

  @Property('boolean', {
    description: 'Keep Ion annotations: `{"ion_annotations": […], "value": …}`.',
  })
  shouldKeepAnnotations = false;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const file = {
      name: this.newLine ? 'rows.jsonl' : 'rows.json',
      rows: ionRows(ctx, this.from),
      format: this.format(),
      charset: this.charset,
    };
    return { outputs: await storeRows(ctx, file) };
  }

  private format(): RowFormat<unknown> {
    const options = { timeZoneId: this.timeZoneId, keepAnnotations: this.shouldKeepAnnotations };
    const text = (value: unknown): string => jsonText(value, options);
    return this.newLine
      ? { row: (value) => `${text(value)}\n` }
      : { head: '[', row: (value, index) => (index === 0 ? '' : ',') + text(value), foot: ']' };
  }
}
