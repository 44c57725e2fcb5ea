import type { InternalFiles } from '../../run-context/index.js';

/** Read at once: one read of a file on a remote storage serves many batches. */
const CHUNK_BYTES = 64 * 1024;
/** Files of which something is remembered; the lines of another one are searched from its beginning. */
const REMEMBERED = 256;

/** Where some lines begin. */
interface Start {
  /** Number of the first line. */
  readonly first: number;
  readonly byte: number;
}

/** What was read last. */
interface Place extends Start {
  readonly lines: readonly string[];
  /** Where the next lines begin. */
  readonly end: number;
}

interface KnownFile {
  /** What has been read so far, in the order of the file; without gaps. */
  readonly starts: Start[];
  place: Place;
}

const BEGINNING: Place = { first: 0, byte: 0, lines: [], end: 0 };

/**
 * The lines of split files, each of which names the file of one batch. A ForEachItem with a concurrency limit asks for one
 * batch at a time, and after a restart in any order: reading its file from the beginning each time would cost the square
 * of its length, so it is remembered where each part that was read begins.
 */
export class SplitLines {
  private readonly files = new Map<string, KnownFile>();

  constructor(private readonly storage: Pick<InternalFiles, 'get' | 'size'>) {}

  /** Lines `from` to `from + count`, as far as there are; `number` counts from 0. Empty lines are not counted. */
  async *read(
    uri: string,
    from: number,
    count: number,
  ): AsyncGenerator<{ readonly number: number; readonly line: string }> {
    const file = this.fileOf(uri);
    let place = placeFor(file, from);
    const size = await this.storage.size(uri);
    for (let number = from; number < from + count;) {
      const line = place.lines[number - place.first];
      if (line !== undefined) {
        yield { number, line };
        number++;
      } else if (place.end < size) {
        place = await this.next(uri, place, size);
        note(file, place);
      } else {
        return;
      }
    }
  }

  /** Reads the file as it is now: another split may have written it anew. */
  async count(uri: string): Promise<number> {
    this.files.delete(uri);
    const size = await this.storage.size(uri);
    const file = this.fileOf(uri);
    let place = BEGINNING;
    while (place.end < size) {
      place = await this.next(uri, place, size);
      note(file, place);
    }
    return place.first + place.lines.length;
  }

  /** The whole lines that follow; a line longer than a chunk is read with a longer one. */
  private async next(uri: string, before: Place, size: number): Promise<Place> {
    const byte = before.end;
    for (let length = CHUNK_BYTES; ; length *= 2) {
      const bytes = await this.bytes(uri, byte, Math.min(byte + length, size));
      const isRest = byte + bytes.length >= size;
      const end = isRest ? bytes.length : bytes.lastIndexOf(0x0a) + 1;
      if (end > 0) {
        const text = bytes.toString('utf8', 0, end);
        const lines = text.split(/\r?\n/).filter((line) => line !== '');
        return { first: before.first + before.lines.length, byte, lines, end: byte + end };
      }
    }
  }

  private async bytes(uri: string, start: number, end: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of await this.storage.get(uri, { start, end: end - 1 })) {
      parts.push(part as Buffer);
    }
    return Buffer.concat(parts);
  }

  private fileOf(uri: string): KnownFile {
    const file = this.files.get(uri) ?? { starts: [], place: BEGINNING };
    this.files.delete(uri);
    this.files.set(uri, file);
    const oldest = this.files.keys().next();
    if (this.files.size > REMEMBERED && oldest.done !== true) {
      this.files.delete(oldest.value);
    }
    return file;
  }
}

function note(file: KnownFile, place: Place): void {
  file.place = place;
  if (place.byte > (file.starts.at(-1)?.byte ?? -1)) {
    file.starts.push({ first: place.first, byte: place.byte });
  }
}

/** Where to read on for the line: what was read last, or else the beginning of the last known part before it. */
function placeFor({ starts, place }: KnownFile, line: number): Place {
  const start = starts.findLast(({ first }) => first <= line);
  if (start === undefined) {
    return BEGINNING;
  }
  return start.byte === place.byte ? place : { ...start, lines: [], end: start.byte };
}
