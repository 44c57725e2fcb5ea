import type { Readable } from 'node:stream';
import { StorageUnavailableError } from './s3-error.js';

/**
 * Bytes of a file from `start` on. A connection that breaks is made anew where it broke, as long as each one brings
 * something; `open` gives the bytes from a position.
 */
export async function* resumedDownload(
  first: Readable,
  start: number,
  open: (position: number) => Promise<Readable>,
): AsyncGenerator<Uint8Array, void> {
  let position = start;
  for (let body = first; ; body = await open(position)) {
    const begun = position;
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        position += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      if (position === begun) {
        throw new StorageUnavailableError(
          `The internal storage broke off a download at byte ${position} (${String(error)})`,
          { cause: error },
        );
      }
    }
  }
}
