import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { IllegalStateError } from '../../../model/errors.js';
import { parseJson } from '../../../model/json.js';
import { isPlainMap } from '../../api/convert-value.js';
import { globsOf } from './matching-files.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

type Content = () => Promise<string | Readable>;

@TaskType({
  type: 'io.kestra.plugin.core.namespace.UploadFiles',
  title: 'Copy files into a namespace.',
  outputs: {
    files: ['map', 'Uploaded files: path to URI'],
  },
})
export class NamespaceUploadFilesTask implements RunnableTask {
  @Property('string', { description: 'The namespace.' })
  namespace = '{{ flow.namespace }}';

  @Property('any', {
    description: 'Globs of the working directory, URIs, or a map of path to content or URI.',
  })
  files?: unknown;

  @Property('any', { description: 'Path to content or URI.' })
  filesMap?: unknown;

  @Property('string', { description: 'Folder.' })
  destination = '/';

  @Property('string', {
    description: 'What to do with a file that exists.',
    values: ['OVERWRITE', 'ERROR', 'SKIP'],
  })
  conflict = 'OVERWRITE';

  async run(ctx: RunContext): Promise<TaskOutput> {
    const files: Record<string, string> = {};
    for (const [path, content] of await this.contents(ctx)) {
      const target = posix.join('/', this.destination, path);
      const uri = await this.upload(ctx, target, content);
      if (uri !== undefined) {
        files[target] = uri;
      }
    }
    ctx.metrics.counter('uploaded', Object.keys(files).length);
    return { outputs: { files } };
  }

  private async contents(ctx: RunContext): Promise<[path: string, content: Content][]> {
    const maps = [asMap(this.filesMap), asMap(this.files)].filter((map) => map !== undefined);
    const named = maps.flatMap((map) =>
      Object.entries(map).map(([path, content]) => [path, String(content)] as const),
    );
    const texts =
      this.files === undefined || asMap(this.files) !== undefined ? [] : globsOf(this.files);
    const uris = texts.filter(isStorageUri).map((uri) => [posix.basename(uri), uri] as const);
    const local = await ctx.workingDirectory.find(texts.filter((text) => !isStorageUri(text)));
    return [
      ...[...named, ...uris].map(([path, content]): [string, Content] => [
        path,
        () => (isStorageUri(content) ? ctx.storage.get(content) : Promise.resolve(content)),
      ]),
      ...local.map((path): [string, Content] => [
        path,
        async () => createReadStream(await ctx.workingDirectory.resolve(path)),
      ]),
    ];
  }

  private async upload(
    ctx: RunContext,
    path: string,
    content: Content,
  ): Promise<string | undefined> {
    const namespaceFiles = ctx.namespaceFiles(this.namespace);
    if (this.conflict !== 'OVERWRITE' && (await namespaceFiles.exists(path))) {
      if (this.conflict === 'ERROR') {
        throw new IllegalStateError(
          `The file ${path} exists already in the namespace ${this.namespace}`,
        );
      }
      ctx.logger.debug(`The file ${path} exists already and is left as it is`);
      return undefined;
    }
    return namespaceFiles.put(path, await content());
  }
}

function asMap(declared: unknown): Record<string, unknown> | undefined {
  const value =
    typeof declared === 'string' && declared.trim().startsWith('{')
      ? parseJson(declared)
      : declared;
  return isPlainMap(value) ? value : undefined;
}

function isStorageUri(text: string): boolean {
  return text.startsWith('kestra://');
}
