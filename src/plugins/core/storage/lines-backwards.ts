import { open } from 'node:fs/promises';

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/** The lines of a local file from the last to the first, without their ends, reading it from behind. */
export async function* linesBackwards(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    let position = (await file.stat()).size;
    // The end of a line whose beginning has not come yet, in parts: a long one is searched and joined only once.
    let rest: Buffer[] = [];
    let isFirst = true;
    while (position > 0) {
      const length = Math.min(CHUNK_BYTES, position);
      position -= length;
      let chunk = Buffer.alloc(length);
      await file.read(chunk, 0, length, position);
      for (let end = chunk.lastIndexOf(LINE_FEED); end !== -1; end = chunk.lastIndexOf(LINE_FEED)) {
        const line = Buffer.concat([chunk.subarray(end + 1), ...rest]);
        // What follows the last line end of the file is a line only when there is something.
        if (!isFirst || line.length > 0) {
          yield withoutReturn(line);
        }
        isFirst = false;
        rest = [];
        chunk = chunk.subarray(0, end);
      }
      rest.unshift(chunk);
    }
    const first = Buffer.concat(rest);
    if (first.length > 0 || !isFirst) {
      yield withoutReturn(first);
    }
  } finally {
    await file.close();
  }
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}
