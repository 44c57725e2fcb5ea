import { IllegalArgumentError } from '../../model/errors.js';

/** Several documents may be in one text. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The text of an uploaded file, which may be larger than memory, or of one in a ZIP, a small one of which may unpack to
 * anything. @throws IllegalArgumentError for a file that is too large.
 */
export async function documentText(name: string, content: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentError(
        `${name} is larger than ${MOST_BYTES} bytes: send its documents in several files`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
