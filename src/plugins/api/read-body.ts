import type { Readable } from 'node:stream';
import { IllegalStateError } from '../../model/errors.js';

/** A body as text; fails when it is larger than the limit or no text in the charset it says. */
export async function readText(
  body: Readable,
  { limit, contentType, charset }: { limit: number; contentType?: string; charset: string },
): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > limit) {
      body.destroy();
      throw new IllegalStateError(
        `The body of the answer is larger than ${limit} bytes: use Download, or maxContentLength`,
      );
    }
    chunks.push(Buffer.from(chunk));
  }
  const said = /charset="?([\w-]+)/i.exec(contentType ?? '')?.[1] ?? charset;
  try {
    return new TextDecoder(said, { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new IllegalStateError(
      `The body of the answer is no text (${said}): use the Download task. ${String(error)}`,
    );
  }
}
