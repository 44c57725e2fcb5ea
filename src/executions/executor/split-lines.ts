import type { InternalFiles } from '../../run-context/index.js';

/** Read at once: one read of a file on a remote storage serves many batches. */
const CHUNK_BYTES = 64 * 1024;
/** Files of which the place is remembered; the next line of another one is searched from its beginning. */
const REMEMBERED = 256;

interface Place {
  /** Number of the first of `lines`. */
  first: number;
  lines: readonly string[];
  /** Byte behind `lines`. */
  offset: number;
}

/**
 * The lines of split files, each of which names the file of one batch. Whoever asks for a later line than last time
 * reads on from there: a ForEachItem with a concurrency limit asks for one batch at a time, and reading its file from the
 * beginning each time would cost the square of its length.
 */
export class SplitLines {
  private readonly places = new Map<string, Place>();

  constructor(private readonly storage: Pick<InternalFiles, 'get' | 'size'>) {}

  /** Lines `from` to `from + count`, as far as there are; `number` counts from 0. Empty lines are not counted. */
  async *read(
    uri: string,
    from: number,
    count: number,
  ): AsyncGenerator<{ readonly number: number; readonly line: string }> {
    let place = this.placeFor(uri, from);
    const size = await this.storage.size(uri);
    for (let number = from; number < from + count;) {
      const line = place.lines[number - place.first];
      if (line !== undefined) {
        yield { number, line };
        number++;
      } else if (place.offset < size) {
        place = await this.next(uri, place, size);
        this.remember(uri, place);
      } else {
        return;
      }
    }
  }

  async count(uri: string): Promise<number> {
    const size = await this.storage.size(uri);
    let place: Place = { first: 0, lines: [], offset: 0 };
    while (place.offset < size) {
      place = await this.next(uri, place, size);
    }
    return place.first + place.lines.length;
  }

  private placeFor(uri: string, from: number): Place {
    const known = this.places.get(uri);
    return known !== undefined && known.first <= from ? known : { first: 0, lines: [], offset: 0 };
  }

  /** The whole lines that follow; a line longer than a chunk is read with a longer one. */
  private async next(uri: string, { first, lines, offset }: Place, size: number): Promise<Place> {
    for (let length = CHUNK_BYTES; ; length *= 2) {
      const bytes = await this.bytes(uri, offset, Math.min(offset + length, size));
      const isRest = offset + bytes.length >= size;
      const end = isRest ? bytes.length : bytes.lastIndexOf(0x0a) + 1;
      if (end > 0) {
        const text = bytes.toString('utf8', 0, end);
        const found = text.split(/\r?\n/).filter((line) => line !== '');
        return { first: first + lines.length, lines: found, offset: offset + end };
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

  private remember(uri: string, place: Place): void {
    this.places.delete(uri);
    this.places.set(uri, place);
    const oldest = this.places.keys().next();
    if (this.places.size > REMEMBERED && oldest.done !== true) {
      this.places.delete(oldest.value);
    }
  }
}
