import { finished } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { IllegalArgumentError } from '../../../model/errors.js';

/**
 * Reads every part of an .xlsx file to its end: the library that reads the rows waits for ever for the rest of a part
 * that is broken.
 * @throws IllegalArgumentError with the part that cannot be read.
 */
export async function checkArchive(path: string, signal: AbortSignal): Promise<void> {
  let part = 'it is no .xlsx file, or it is cut off';
  try {
    const archive = await openPromise(path, { autoClose: false });
    try {
      for await (const entry of archive.eachEntry()) {
        signal.throwIfAborted();
        part = `${entry.fileName} is broken`;
        await finished((await archive.openReadStreamPromise(entry)).resume());
      }
    } finally {
      archive.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new IllegalArgumentError(
      `The Excel file cannot be read: ${part} (${(error as Error).message})`,
      { cause: error },
    );
  }
}
