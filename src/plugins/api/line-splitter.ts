import { StringDecoder } from 'node:string_decoder';

/** A longer line is handed on in pieces of this many characters. */
const LONGEST_LINE = 256 * 1024;

/**
 * The lines of UTF-8 bytes, without their ends (`\n`, `\r\n`). Memory is bounded by the longest piece, whatever comes.
 * A last line without an end counts; a character cut in two by a chunk does not break.
 */
export async function* splitLines(
  source: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of source) {
    rest += decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    let start = 0;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
      yield rest.slice(start, rest[end - 1] === '\r' && end > start ? end - 1 : end);
      start = end + 1;
    }
    rest = rest.slice(start);
    while (rest.length > longest) {
      yield rest.slice(0, longest);
      rest = rest.slice(longest);
    }
  }
  rest += decoder.end();
  if (rest !== '') {
    yield rest;
  }
}
