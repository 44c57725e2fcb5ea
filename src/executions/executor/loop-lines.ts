import { createInterface } from 'node:readline';
import { IllegalArgumentError } from '../../model/errors.js';
import type { Execution } from '../../model/execution.js';
import { readIonValues } from '../../platform/ion/index.js';
import { STORAGE_SCHEME } from '../../platform/storage/internal-storage.js';
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
  const values: unknown[] = [];
  let characters = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      characters += line.length;
      if (line.trim() !== '') {
        values.push(uri.endsWith('.ion') ? readIonValues(line).next().value : line);
      }
      if (values.length > MOST_LINES || characters > MOST_CHARACTERS) {
        throw tooLarge(uri);
      }
    }
  } finally {
    input.destroy();
  }
  return values;
}

function tooLarge(uri: string): IllegalArgumentError {
  return new IllegalArgumentError(
    `The file ${uri} is too large for a Loop, which takes ${MOST_LINES} lines and ${MOST_CHARACTERS} characters at most: ` +
      'cut it with io.kestra.plugin.core.storage.Split and loop over its `uris`, ' +
      'or start a flow per batch with io.kestra.plugin.core.flow.ForEachItem',
  );
}
