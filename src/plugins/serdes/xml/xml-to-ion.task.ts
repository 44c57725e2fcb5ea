import { IllegalArgumentError } from '../../../model/errors.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ION } from '../ion-rows.js';
import { documentText } from '../source-file.js';
import { storeRows } from '../stored-rows.js';
import { findByPath } from './find-by-path.js';
import { parseXml } from './parse-xml.js';

class ParserConfiguration {
  @Property('list', { description: 'Names of elements that are lists even when there is one.' })
  forceList: string[] = [];
}

@TaskType({
  type: 'io.kestra.plugin.serdes.xml.XmlToIon',
  aliases: ['io.kestra.plugin.serdes.xml.XmlReader'],
  title: 'Convert an XML file into Ion.',
  description:
    'Elements and attributes are keys, repeated elements lists, text beside attributes is `content`.',
})
export class XmlToIonTask implements RunnableTask {
  @Property('string', { description: 'URI of the XML file.', required: true })
  from = '';

  @Property('string', {
    description: 'Path such as `/catalog/item`; default the whole document as one row.',
  })
  query = '';

  @Property('object', { description: 'How elements become values.', of: ParserConfiguration })
  parserConfiguration = new ParserConfiguration();

  @Property('string', { description: 'Charset of the file.' })
  charset = 'UTF-8';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const rows = this.rows(ctx);
    return { outputs: await storeRows(ctx, { name: 'rows.ion', rows, format: ION }) };
  }

  private async *rows(ctx: RunContext): AsyncGenerator<unknown[]> {
    const text = await documentText(ctx, this.from, this.charset);
    if (text.trim() === '') {
      throw new IllegalArgumentError('The XML file is empty');
    }
    const document = await parseXml(text, this.parserConfiguration.forceList);
    const found = findByPath(document, this.query);
    if (found === undefined) {
      ctx.logger.warn(`query: the XML file has nothing at ${this.query}`);
      return;
    }
    yield Array.isArray(found) ? found : [found];
  }
}
