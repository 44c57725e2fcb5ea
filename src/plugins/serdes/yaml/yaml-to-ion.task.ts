import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ION } from '../ion-rows.js';
import { documentText } from '../source-file.js';
import { storeRows } from '../stored-rows.js';
import { yamlRows } from './yaml-rows.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.yaml.YamlToIon',
  aliases: ['io.kestra.plugin.serdes.yaml.YamlReader'],
  title: 'Convert a YAML file into Ion.',
  description: 'A row per document; a document that is a list gives a row per item.',
})
export class YamlToIonTask implements RunnableTask {
  @Property('string', { description: 'URI of the YAML file.', required: true })
  from = '';

  @Property('string', { description: 'Charset of the file.' })
  charset = 'UTF-8';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const rows = this.rows(ctx);
    return { outputs: await storeRows(ctx, { name: 'rows.ion', rows, format: ION }) };
  }

  private async *rows(ctx: RunContext): AsyncGenerator<unknown[]> {
    yield* yamlRows(await documentText(ctx, this.from, this.charset));
  }
}
