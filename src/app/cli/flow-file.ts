import { readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StartupError } from '../../platform/startup-error.js';

/** A flow file as the command line sends it. */
export interface FlowFile {
  readonly path: string;
  readonly source: string;
}

/** @throws StartupError when the path is no regular file. */
export async function readFlowFile(path: string): Promise<string> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isFile()) {
    throw new StartupError(`The flow file ${path} is not a regular file`);
  }
  return readFile(path, 'utf8');
}

/** Every `.yml` and `.yaml` file at or below the path, by name. @throws StartupError when there is no such path. */
export async function readFlowFiles(path: string): Promise<FlowFile[]> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats) {
    throw new StartupError(`The path ${path} does not exist`);
  }
  const entries = stats.isFile() ? [''] : await readdir(path, { recursive: true });
  const paths = entries
    .map((entry) => (entry === '' ? path : join(path, entry)))
    .filter((file) => /\.ya?ml$/.test(file))
    .sort();
  return Promise.all(
    paths.map(async (file) => ({ path: file, source: await readFile(file, 'utf8') })),
  );
}

/** Several documents in one body. */
export function joined(files: readonly FlowFile[]): string {
  return files.map(({ source }) => source).join('\n---\n');
}

const MARKER = /\[\[\s*>\s*(.+?)\s*\]\]/;

/**
 * Puts included files in the place of `[[> file]]`: a file of one line instead of the marker, one of several lines line
 * by line behind the text before the marker; the text after it is lost then (cli.md §3). Paths are relative to the flow.
 */
export async function withIncludes({ path, source }: FlowFile): Promise<FlowFile> {
  const lines = await Promise.all(
    source.split('\n').map(async (line) => {
      const [marker, name] = MARKER.exec(line) ?? [];
      if (marker === undefined || name === undefined) {
        return line;
      }
      const text = (await readFile(resolve(dirname(path), name), 'utf8')).replace(/\n$/, '');
      const before = line.slice(0, line.indexOf(marker));
      return text.includes('\n')
        ? text
            .split('\n')
            .map((included) => before + included)
            .join('\n')
        : line.replace(marker, () => text);
    }),
  );
  return { path, source: lines.join('\n') };
}

/** Every line that begins with `namespace:` names the given one. */
export function withNamespace(file: FlowFile, namespace: string): FlowFile {
  return { ...file, source: file.source.replace(/^namespace:.*$/gm, `namespace: ${namespace}`) };
}
