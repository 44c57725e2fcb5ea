import { once } from 'node:events';
import { extname } from 'node:path';
import { PassThrough } from 'node:stream';
import { IllegalArgumentError } from '../../model/errors.js';
import { byteLines } from './byte-lines.js';
import type { RunContext } from './run-context.js';

/** How a file is cut: the first that is given, in this order (engine.md §11). */
export interface SplitRule {
  /** A number, or text such as `10MB`; 1 KB is 1,024 bytes. */
  readonly bytes?: string | number;
  readonly partitions?: number;
  readonly rows?: number;
  /** Written after each line. */
  readonly separator?: string;
  /** Lines with an equal first capture group go together. */
  readonly regexPattern?: string;
}

/** Cuts a file into pieces of whole lines and stores them; memory does not grow with the file. URIs in order. */
export async function splitFile(ctx: RunContext, uri: string, rule: SplitRule): Promise<string[]> {
  const pieces = new Pieces(ctx, extname(uri));
  const separator = Buffer.from(rule.separator ?? '\n');
  const choose = chooserOf(rule, pieces);
  let index = 0;
  for await (const line of byteLines(await ctx.storage.get(uri))) {
    await choose(line, index++)?.write(Buffer.concat([line, separator]));
    await pieces.room();
  }
  return pieces.finish();
}

/** Finished pieces that may still be on their way into the storage: each holds a file open. */
const MOST_CLOSING = 16;

/** Pieces that grow together (`partitions`, `regexPattern`) hold a file open each. */
const MOST_OPEN = 1_000;

type Chooser = (line: Buffer, index: number) => Piece | undefined;

function chooserOf({ bytes, partitions, rows, regexPattern }: SplitRule, pieces: Pieces): Chooser {
  if (bytes !== undefined) {
    const limit = parseSize(bytes);
    return () =>
      pieces.last === undefined || pieces.last.size >= limit ? pieces.next() : pieces.last;
  }
  if (partitions !== undefined) {
    return (_line, index) => pieces.named(String(index % partitions));
  }
  if (rows !== undefined) {
    return (_line, index) => (index % rows === 0 ? pieces.next() : pieces.last);
  }
  if (regexPattern !== undefined) {
    const pattern = new RegExp(regexPattern);
    return (line) => {
      const group = pattern.exec(line.toString('utf8'))?.[1];
      return group === undefined ? undefined : pieces.named(group);
    };
  }
  throw new IllegalArgumentError('Invalid configuration with no size, count, nor rows');
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

function parseSize(size: string | number): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]?B)?\s*$/i.exec(String(size));
  if (match === null) {
    throw new IllegalArgumentError(
      `bytes: must be a number or a size such as 10MB, but received \`${size}\``,
    );
  }
  return Number(match[1]) * (UNITS[(match[2] ?? 'B').toUpperCase()] ?? 1);
}

/** The files that are being written. Pieces made by `next` follow one another, named ones stay open together. */
class Pieces {
  last: Piece | undefined;
  private readonly uris: Promise<string>[] = [];
  private readonly closing = new Set<Promise<unknown>>();
  private readonly byName = new Map<string, Piece>();

  constructor(
    private readonly ctx: RunContext,
    private readonly extension: string,
  ) {}

  next(): Piece {
    if (this.last !== undefined) {
      this.close(this.last);
    }
    this.last = this.open();
    return this.last;
  }

  named(name: string): Piece {
    const found = this.byName.get(name) ?? this.open();
    if (this.byName.size >= MOST_OPEN && !this.byName.has(name)) {
      throw new IllegalArgumentError(
        `A file can be cut into at most ${MOST_OPEN} pieces that grow together`,
      );
    }
    this.byName.set(name, found);
    return found;
  }

  /** Waits while too many finished pieces are not stored yet. */
  async room(): Promise<void> {
    while (this.closing.size > MOST_CLOSING) {
      await Promise.race(this.closing);
    }
  }

  finish(): Promise<string[]> {
    [...this.byName.values(), ...(this.last ? [this.last] : [])].forEach((piece) => piece.close());
    return Promise.all(this.uris);
  }

  private close(piece: Piece): void {
    const { stored } = piece;
    this.closing.add(stored);
    stored.then(
      () => this.closing.delete(stored),
      () => undefined,
    );
    piece.close();
  }

  private open(): Piece {
    const piece = new Piece(this.ctx, `split-${this.uris.length}${this.extension}`);
    this.uris.push(piece.stored);
    return piece;
  }
}

class Piece {
  /** The URI. */
  readonly stored: Promise<string>;
  size = 0;
  private readonly stream = new PassThrough();

  constructor(ctx: RunContext, name: string) {
    this.stored = ctx.storage.put(name, this.stream);
    // The failure is seen by whoever awaits `stored`.
    this.stored.catch(() => undefined);
  }

  async write(bytes: Buffer): Promise<void> {
    this.size += bytes.length;
    if (!this.stream.write(bytes)) {
      await Promise.race([once(this.stream, 'drain'), this.stored]);
    }
  }

  close(): void {
    this.stream.end();
  }
}
