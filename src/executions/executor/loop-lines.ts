import { IllegalArgumentError } from '../../model/errors.js';
import type { Execution } from '../../model/execution.js';
import { readIonValues } from '../../platform/ion/index.js';
import { STORAGE_SCHEME } from '../../platform/storage/internal-storage.js';
import { splitLines } from '../../plugins/api/line-splitter.js';
import { FileAccess, type RunServices } from '../../run-context/index.js';

/** The iterations of a Loop are task runs of one execution: a file beyond this has to be cut. */
const MOST_LINES = 10_000;
const MOST_CHARACTERS = 10 * 1024 * 1024;

export function isFileUri(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(STORAGE_SCHEME);
}

/**
 * The lines of a file as the values of a Loop (engine.md §22), blank ones left out; a line of an ION file is the value
 * that it spells.
 * @throws IllegalArgumentError for a file that is somebody else's or too large.
 */
export async function linesOf(
  uri: string,
  execution: Execution,
  { relatives, storage }: Pick<RunServices, 'relatives' | 'storage'>,
): Promise<readonly unknown[]> {
  const input = await storage.get(await new FileAccess(execution, relatives).check(uri));
  const found: string[] = [];
  let characters = 0;
  for await (const lines of splitLines(input, MOST_CHARACTERS)) {
    characters += lines.reduce((sum, line) => sum + line.length, 0);
    for (const line of lines) {
      if (line.trim() !== '') {
        found.push(line);
      }
    }
    if (found.length > MOST_LINES || characters > MOST_CHARACTERS) {
      throw tooLarge(uri);
    }
  }
  return uri.endsWith('.ion')
    ? found.map((line): unknown => readIonValues(line).next().value)
    : found;
}

function tooLarge(uri: string): IllegalArgumentError {
  return new IllegalArgumentError(
    `The file ${uri} is too large for a Loop, which takes ${MOST_LINES} lines and ${MOST_CHARACTERS} characters at most: ` +
      'cut it with io.kestra.plugin.core.storage.Split and loop over its `uris`, ' +
      'or start a flow per batch with io.kestra.plugin.core.flow.ForEachItem',
  );
}
