import { stringify } from 'yaml';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ionRows } from '../ion-rows.js';
import { type RowFormat, storeRows } from '../stored-rows.js';
import { plainValue } from './plain-value.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.yaml.IonToYaml',
  aliases: ['io.kestra.plugin.serdes.yaml.YamlWriter'],
  title: 'Convert an Ion file into YAML.',
  description: 'Every row is a document of its own.',
})
export class IonToYamlTask implements RunnableTask {
  @Property('string', { description: 'URI of the Ion file.', required: true })
  from = '';

  @Property('string', { description: 'Charset of the YAML file.' })
  charset = 'UTF-8';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const file = { name: 'rows.yaml', rows: ionRows(ctx, this.from), charset: this.charset };
    return { outputs: await storeRows(ctx, { ...file, format: YAML }) };
  }
}

const YAML: RowFormat<unknown> = { row: (value) => `---\n${stringify(plainValue(value))}` };
