import { open } from 'node:fs/promises';
import type { LineEncoding } from './charset.js';

/** A multiple of every unit. */
const CHUNK_BYTES = 64 * 1024;

/** The lines of a local file from the last to the first, without their ends, reading it from behind. */
export async function* linesBackwards(
  path: string,
  encoding: LineEncoding,
): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    let position = (await file.stat()).size;
    // The end of a line whose beginning has not come yet, in parts: a long one is searched and joined only once.
    let rest: Buffer[] = [];
    let isFirst = true;
    while (position > 0) {
      const length = position % CHUNK_BYTES || CHUNK_BYTES;
      position -= length;
      let chunk = Buffer.alloc(length);
      await file.read(chunk, 0, length, position);
      for (
        let end = lastLineFeed(chunk, encoding);
        end !== -1;
        end = lastLineFeed(chunk, encoding)
      ) {
        const line = Buffer.concat([chunk.subarray(end + encoding.unit), ...rest]);
        // What follows the last line end of the file is a line only when there is something.
        if (!isFirst || line.length > 0) {
          yield withoutReturn(line, encoding);
        }
        isFirst = false;
        rest = [];
        chunk = chunk.subarray(0, end);
      }
      rest.unshift(chunk);
    }
    const first = Buffer.concat(rest);
    if (first.length > 0 || !isFirst) {
      yield withoutReturn(first, encoding);
    }
  } finally {
    await file.close();
  }
}

/** The bytes of a line feed may also stand across two characters. */
function lastLineFeed(chunk: Buffer, { lineFeed, unit }: LineEncoding): number {
  let found = chunk.lastIndexOf(lineFeed);
  while (found > 0 && found % unit !== 0) {
    found = chunk.lastIndexOf(lineFeed, found - 1);
  }
  return found % unit === 0 ? found : -1;
}

function withoutReturn(line: Buffer, { carriageReturn, unit }: LineEncoding): Buffer {
  return line.length >= unit && line.subarray(-unit).equals(carriageReturn)
    ? line.subarray(0, -unit)
    : line;
}
