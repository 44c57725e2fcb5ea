const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The lines of a file as bytes, without their ends (`\n`, `\r\n`); whatever the encoding, nothing is changed. */
export async function* byteLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const bytes of source) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield withoutReturn(joined(parts, chunk.subarray(start, end)));
      parts = [];
      start = end + 1;
    }
    if (start < chunk.length) {
      parts.push(chunk.subarray(start));
    }
  }
  if (parts.length > 0) {
    yield withoutReturn(joined(parts));
  }
}

function joined(parts: readonly Buffer[], last?: Buffer): Buffer {
  const all = last === undefined ? parts : [...parts, last];
  return all.length === 1 && all[0] !== undefined ? all[0] : Buffer.concat(all);
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}
