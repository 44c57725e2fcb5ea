import type { Readable } from 'node:stream';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile as ReadableZip } from 'yauzl';
import { ZipFile } from 'yazl';
import { IllegalArgumentError } from '../model/errors.js';

export interface ZipContent {
  /** Path inside the archive, without a leading slash. */
  readonly name: string;
  /** Asked for when its turn comes, so that not all files are open at once. */
  readonly content: string | (() => Promise<Readable>);
}

/** Bounds against archives made to fill the disk. */
const MAX_ENTRIES = 100_000;
const MAX_UNPACKED_BYTES = 20 * 1024 ** 3;

/** The archive as a stream. */
export function zipOf(contents: Iterable<ZipContent>): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  for (const { name, content } of contents) {
    if (typeof content === 'string') {
      zip.addBuffer(Buffer.from(content), name);
    } else {
      zip.addReadStreamLazy(name, (done) => {
        content().then(
          (stream) => done(null, stream),
          (error: unknown) => output.destroy(error as Error),
        );
      });
    }
  }
  zip.end();
  return output;
}

/**
 * The files of an archive, one after another; `name` without a leading slash. Folders are left out, links are ordinary
 * files. @throws IllegalArgumentError for something else than a ZIP, and for names that lead outside.
 */
export async function* unzip(
  archive: string,
): AsyncGenerator<{ name: string; content: () => Promise<Readable> }> {
  const zip = await opened(archive);
  try {
    let unpacked = 0;
    for await (const entry of zip.eachEntry()) {
      unpacked += entry.uncompressedSize;
      if (zip.entryCount > MAX_ENTRIES || unpacked > MAX_UNPACKED_BYTES) {
        throw new IllegalArgumentError(
          'the archive has too many files or is too large when unpacked',
        );
      }
      const name = safeName(entry);
      if (name !== undefined) {
        yield { name, content: () => zip.openReadStreamPromise(entry) };
      }
    }
  } finally {
    zip.close();
  }
}

async function opened(archive: string): Promise<ReadableZip> {
  try {
    // Names are decoded here: the archive of an older server begins every name with a slash, which is no harm.
    return await openPromise(archive, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: false,
    });
  } catch (error) {
    throw new IllegalArgumentError(`the file is no ZIP archive: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Undefined for a folder. */
function safeName(entry: Entry): string | undefined {
  const name = (entry.fileName as unknown as Buffer).toString('utf8').replace(/^\/+/, '');
  if (name.split(/[/\\]/).includes('..') || /^[a-zA-Z]:|\0/.test(name)) {
    throw new IllegalArgumentError(`Forbidden path: ${name}`);
  }
  return name === '' || name.endsWith('/') ? undefined : name;
}
