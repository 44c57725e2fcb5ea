import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ionRows } from '../ion-rows.js';
import { type RowFormat, storeRows } from '../stored-rows.js';
import { ISO_FORMATS } from '../temporal.js';
import { tagName, xmlElement } from './xml-element.js';

@TaskType({
  type: 'io.kestra.plugin.serdes.xml.IonToXml',
  aliases: ['io.kestra.plugin.serdes.xml.XmlWriter'],
  title: 'Convert an Ion file into XML.',
  description: 'Every row is an element `item` below the root.',
})
export class IonToXmlTask implements RunnableTask {
  @Property('string', { description: 'URI of the Ion file.', required: true })
  from = '';

  @Property('string', { description: 'Name of the root element.' })
  rootName = 'items';

  @Property('string', { description: 'Charset of the XML file.' })
  charset = 'UTF-8';

  @Property('string', {
    description: 'Time zone in which points in time are shown; default: where they were written.',
  })
  timeZoneId?: string;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const file = { name: 'rows.xml', rows: ionRows(ctx, this.from), charset: this.charset };
    return { outputs: await storeRows(ctx, { ...file, format: this.format() }) };
  }

  private format(): RowFormat<unknown> {
    const root = tagName(this.rootName);
    const formats = { ...ISO_FORMATS, timeZoneId: this.timeZoneId };
    return {
      head: `<?xml version="1.0" encoding="${this.charset}"?>\n<${root}>\n`,
      row: (value) => `${xmlElement('item', value, formats)}\n`,
      foot: `</${root}>\n`,
    };
  }
}
