import { open } from 'node:fs/promises';

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/** The lines of a local file from the last to the first, without their ends, reading it from behind. */
export async function* linesBackwards(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    let position = (await file.stat()).size;
    let rest = Buffer.alloc(0);
    let isFirst = true;
    while (position > 0) {
      const length = Math.min(CHUNK_BYTES, position);
      position -= length;
      const chunk = Buffer.alloc(length);
      await file.read(chunk, 0, length, position);
      rest = Buffer.concat([chunk, rest]);
      for (let end = rest.lastIndexOf(LINE_FEED); end !== -1; end = rest.lastIndexOf(LINE_FEED)) {
        // What follows the last line end of the file is a line only when there is something.
        if (!isFirst || end < rest.length - 1) {
          yield withoutReturn(rest.subarray(end + 1));
        }
        isFirst = false;
        rest = rest.subarray(0, end);
      }
    }
    if (rest.length > 0 || !isFirst) {
      yield withoutReturn(rest);
    }
  } finally {
    await file.close();
  }
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}
