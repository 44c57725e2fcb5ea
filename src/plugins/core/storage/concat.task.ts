import { Readable } from 'node:stream';
import { IllegalArgumentError } from '../../../model/errors.js';
import { readJson } from '../../../model/json.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.storage.Concat',
  aliases: ['io.kestra.core.tasks.storages.Concat'],
  title: 'Join files.',
  outputs: {
    uri: ['string', 'URI of the new file'],
  },
})
export class ConcatTask implements RunnableTask {
  @Property('any', {
    description: 'URIs, or an expression giving a list of them as JSON.',
    required: true,
  })
  files?: unknown;

  @Property('string', { description: 'Written after every file.' })
  separator?: string;

  @Property('string', { description: 'Of the new file, with the dot.' })
  extension = '.tmp';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const content = Readable.from(joined(ctx, this.uris(), this.separator ?? ''), {
      objectMode: false,
    });
    return { outputs: { uri: await ctx.storage.put(`concat${this.extension}`, content) } };
  }

  private uris(): string[] {
    try {
      const uris = typeof this.files === 'string' ? readJson(this.files) : this.files;
      if (Array.isArray(uris)) {
        return uris.map(String);
      }
    } catch {
      // Said below.
    }
    throw new IllegalArgumentError(
      `files: must be a list of URIs, or an expression giving one as JSON, but received \`${String(this.files)}\``,
    );
  }
}

async function* joined(
  ctx: RunContext,
  uris: readonly string[],
  separator: string,
): AsyncGenerator<Uint8Array> {
  for (const uri of uris) {
    yield* await ctx.storage.get(uri);
    if (separator !== '') {
      yield Buffer.from(separator);
    }
  }
}
