import { IllegalArgumentError } from '../../../model/errors.js';
import { parseJson } from '../../../model/json.js';
import type { RunContext } from '../../api/run-context.js';
import { sourceText } from '../source-file.js';
import { lineBatches } from '../text-lines.js';
import { JsonElements } from './json-elements.js';

/** Rows of a JSON Lines file: one value a line. */
export async function* jsonLines(
  ctx: RunContext,
  from: string,
  charset: string,
): AsyncGenerator<unknown[]> {
  let number = 0;
  for await (const lines of lineBatches(sourceText(ctx, from, charset))) {
    const rows: unknown[] = [];
    for (const line of lines) {
      number++;
      if (line.trim() !== '') {
        rows.push(parsedLine(line, number));
      }
    }
    yield rows;
  }
}

/** Rows of a JSON document: the elements of an array, or the one value. */
export async function* jsonElements(
  ctx: RunContext,
  from: string,
  charset: string,
): AsyncGenerator<unknown[]> {
  const elements = new JsonElements();
  for await (const text of sourceText(ctx, from, charset)) {
    yield elements.push(text);
  }
  yield elements.end();
}

function parsedLine(line: string, number: number): unknown {
  try {
    return parseJson(line);
  } catch (error) {
    throw new IllegalArgumentError(
      `Line ${number} is not JSON: ${(error as Error).message}. A file with one JSON document needs newLine: false`,
      { cause: error },
    );
  }
}
