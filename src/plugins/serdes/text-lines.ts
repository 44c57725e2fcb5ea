import { IllegalArgumentError } from '../../model/errors.js';

/** A row beyond this size comes from a file of another kind; reading it would take a multiple of it in memory. */
export const MAX_ROW_CHARACTERS = 64 * 1024 * 1024;

/** Lines without their `\n`, as many at a time as one piece of text completes. */
export async function* lineBatches(
  texts: AsyncIterable<string>,
  maxLength = MAX_ROW_CHARACTERS,
): AsyncGenerator<string[]> {
  let rest = '';
  let number = 1;
  for await (const text of texts) {
    const lines = text.split('\n');
    lines[0] = rest + (lines[0] ?? '');
    rest = lines.pop() ?? '';
    if (rest.length > maxLength) {
      throw new IllegalArgumentError(
        `Line ${number + lines.length} is longer than ${maxLength} characters: every row must be on a line of its own`,
      );
    }
    number += lines.length;
    if (lines.length > 0) {
      yield lines;
    }
  }
  if (rest !== '') {
    yield [rest];
  }
}
