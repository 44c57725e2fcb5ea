import { IllegalArgumentError } from '../../model/errors.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);
const HELD_RETURN = Buffer.of(CARRIAGE_RETURN);

/** A line that has to be looked at as a whole may have so many bytes; 100 MB fit. */
const LONGEST_LINE_BYTES = 128 * 1024 * 1024;

/** Consecutive bytes of one line; `ends`: the line is complete with them. */
export interface LinePart {
  readonly bytes: Buffer;
  readonly ends: boolean;
}

/**
 * The lines of a file as bytes without their ends (`\n`, `\r\n`), whatever the encoding. Comes in batches of what one
 * chunk of the source holds; a line longer than a chunk comes in parts, so memory does not grow with it.
 */
export async function* lineParts(source: AsyncIterable<Uint8Array>): AsyncGenerator<LinePart[]> {
  let isOpen = false;
  // Whether a `\r` at the end of a chunk belongs to the line is decided by the byte that follows.
  let held = NOTHING;
  for await (const bytes of source) {
    const chunk = Buffer.concat([held, bytes]);
    const rest = chunk.lastIndexOf(LINE_FEED) + 1;
    const parts = [...completeLines(chunk.subarray(0, rest))];
    if (rest < chunk.length) {
      held = chunk.at(-1) === CARRIAGE_RETURN ? HELD_RETURN : NOTHING;
      parts.push({ bytes: chunk.subarray(rest, chunk.length - held.length), ends: false });
    } else {
      held = NOTHING;
    }
    isOpen = parts.length === 0 ? isOpen : parts.at(-1)?.ends === false;
    yield parts;
  }
  if (isOpen) {
    yield [{ bytes: NOTHING, ends: true }];
  }
}

/** Whole lines in batches. Throws IllegalArgumentError with the line's number when one is longer than `longest`. */
export async function* lineBatches(
  source: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE_BYTES,
): AsyncGenerator<Buffer[]> {
  let begun: Buffer[] = [];
  let length = 0;
  let count = 0;
  for await (const parts of lineParts(source)) {
    const lines: Buffer[] = [];
    for (const { bytes, ends } of parts) {
      length += bytes.length;
      if (length > longest) {
        throw new IllegalArgumentError(
          `Line ${count + 1} is longer than ${longest} bytes: put each item on a line of its own`,
        );
      }
      if (!ends) {
        begun.push(bytes);
        continue;
      }
      lines.push(begun.length === 0 ? bytes : Buffer.concat([...begun, bytes]));
      begun = [];
      length = 0;
      count++;
    }
    yield lines;
  }
}

function* completeLines(bytes: Buffer): Generator<LinePart> {
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
    const stop = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    yield { bytes: bytes.subarray(start, stop), ends: true };
    start = end + 1;
  }
}
