import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { lineEncoding } from './charset.js';
import { linesBackwards } from './lines-backwards.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.storage.Reverse',
  aliases: ['io.kestra.core.tasks.storages.Reverse'],
  title: 'Reverse the lines of a file.',
  outputs: {
    uri: ['string', 'URI of the new file'],
  },
})
export class ReverseTask implements RunnableTask {
  @Property('string', { description: 'URI of the file.', required: true })
  from = '';

  @Property('string', { description: 'Written after each line.' })
  separator = '\n';

  @Property('string', { description: 'How the lines are written.' })
  charset = 'UTF-8';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const encoding = lineEncoding(this.charset);
    const separator = encoding.encode(this.separator);
    const local = await ctx.workingDirectory.write(
      `.kestra/reverse-${randomUUID()}`,
      await ctx.storage.get(this.from),
    );
    async function* lines(): AsyncGenerator<Buffer> {
      for await (const line of linesBackwards(local, encoding)) {
        yield Buffer.concat([line, separator]);
      }
    }
    try {
      const uri = await ctx.storage.put(
        `reverse${extname(this.from)}`,
        Readable.from(lines(), { objectMode: false }),
      );
      return { outputs: { uri } };
    } finally {
      // The directory may be that of a WorkingDirectory, whose files others see.
      await rm(local, { force: true });
    }
  }
}
