import { StringDecoder } from 'node:string_decoder';

/** A longer line is handed on in pieces of this many characters. */
const LONGEST_LINE = 256 * 1024;

/** Lines of the protocol (tasks.md §12) carry outputs, which may be as large as outputs may be. */
const LONGEST_MESSAGE = 10 * 1024 * 1024;
const MESSAGE_START = '::{';

/**
 * The lines of UTF-8 bytes, without their ends (`\n`, `\r\n`), in batches of what one chunk holds. Memory is bounded by
 * the longest piece, whatever comes. A last line without an end counts; a character cut in two by a chunk does not break.
 */
export async function* splitLines(
  source: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  const line = new OpenLine(longest);
  for await (const chunk of source) {
    const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    const pieces = text.split('\n');
    const rest = pieces.pop() ?? '';
    const lines = pieces.map((piece) => line.endWith(piece));
    line.add(rest);
    lines.push(...line.surplus());
    if (lines.length > 0) {
      yield lines;
    }
  }
  line.add(decoder.end());
  if (line.length > 0) {
    yield [line.endWith('')];
  }
}

/** The line whose end has not come yet, in parts: a long one is joined only once. */
class OpenLine {
  length = 0;
  private parts: string[] = [];

  constructor(private readonly longest: number) {}

  add(text: string): void {
    if (text !== '') {
      this.parts.push(text);
      this.length += text.length;
    }
  }

  endWith(text: string): string {
    const line = this.length === 0 ? text : this.parts.join('') + text;
    this.parts = [];
    this.length = 0;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** Pieces of a line that is too long to wait for its end. */
  *surplus(): Generator<string> {
    const isMessage = this.parts[0]?.startsWith(MESSAGE_START) === true;
    if (this.length <= (isMessage ? Math.max(LONGEST_MESSAGE, this.longest) : this.longest)) {
      return;
    }
    let rest = this.parts.join('');
    for (; rest.length > this.longest; rest = rest.slice(this.longest)) {
      yield rest.slice(0, this.longest);
    }
    this.parts = [rest];
    this.length = rest.length;
  }
}
