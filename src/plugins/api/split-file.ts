import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { appendFile, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { PassThrough } from 'node:stream';
import { lineBatches, lineParts } from './byte-lines.js';
import type { RunContext } from './run-context.js';
import type { IsFull, NameOf, SplitRule } from './split-rule.js';
import { cutOf } from './split-rule.js';

/** Finished pieces that may be on their way into the storage at once: each holds a file open. */
const MOST_IN_FLIGHT = 16;

/** Pieces that grow side by side wait in memory up to this size together, then in local files. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/**
 * Cuts a file into pieces of whole lines and stores them; gives their URIs in order, as they are known. Memory and open
 * files grow neither with the file nor with the number of pieces.
 */
export function splitFile(
  ctx: RunContext,
  uri: string,
  rule: SplitRule,
): AsyncGenerator<string, void> {
  const cut = cutOf(rule);
  const plan = {
    ctx,
    uri,
    extension: extname(uri),
    separator: Buffer.from(rule.separator ?? '\n'),
  };
  return 'isFull' in cut ? successivePieces(plan, cut.isFull) : parallelPieces(plan, cut.nameOf);
}

interface Plan {
  readonly ctx: RunContext;
  readonly uri: string;
  readonly extension: string;
  readonly separator: Buffer;
}

async function* successivePieces(plan: Plan, isFull: IsFull): AsyncGenerator<string, void> {
  const { ctx, separator } = plan;
  const inFlight: Promise<string>[] = [];
  let count = 0;
  let piece: Piece | undefined;
  let lineBegins = true;
  try {
    for await (const parts of lineParts(await ctx.storage.get(plan.uri))) {
      ctx.signal.throwIfAborted();
      for (const { bytes, ends } of parts) {
        if (lineBegins && (piece === undefined || isFull(piece))) {
          if (piece !== undefined) {
            inFlight.push(noticed(piece.finish()));
          }
          while (inFlight.length >= MOST_IN_FLIGHT) {
            yield await (inFlight.shift() as Promise<string>);
          }
          piece = new Piece(ctx, `split-${count++}${plan.extension}`);
        }
        piece?.add(bytes, ends ? separator : undefined);
        lineBegins = ends;
      }
      await piece?.flush();
    }
    for (const stored of [...inFlight, ...(piece === undefined ? [] : [piece.finish()])]) {
      yield await stored;
    }
  } finally {
    piece?.abandon();
  }
}

/** Its failure is seen by whoever awaits it later. */
function noticed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** A piece on its way into the storage: a small one in a go, a larger one as a stream. */
class Piece {
  lines = 0;
  size = 0;
  private waiting: Buffer[] = [];
  private stream: PassThrough | undefined;
  private stored: Promise<string> | undefined;

  constructor(
    private readonly ctx: RunContext,
    private readonly name: string,
  ) {}

  add(bytes: Buffer, lineEnd?: Buffer): void {
    this.waiting.push(bytes);
    this.size += bytes.length;
    if (lineEnd !== undefined) {
      this.waiting.push(lineEnd);
      this.size += lineEnd.length;
      this.lines++;
    }
  }

  async flush(): Promise<void> {
    const bytes = this.take();
    if (this.stream === undefined || this.stored === undefined) {
      this.stream = new PassThrough();
      this.stored = noticed(this.ctx.storage.put(this.name, this.stream));
    }
    if (!this.stream.write(bytes)) {
      await Promise.race([once(this.stream, 'drain'), this.stored]);
    }
  }

  finish(): Promise<string> {
    const bytes = this.take();
    this.stream?.end(bytes);
    return this.stored ?? this.ctx.storage.put(this.name, bytes);
  }

  /** Without effect on a piece that is stored. */
  abandon(): void {
    this.stream?.destroy();
  }

  private take(): Buffer {
    const bytes = Buffer.concat(this.waiting);
    this.waiting = [];
    return bytes;
  }
}

async function* parallelPieces(plan: Plan, nameOf: NameOf): AsyncGenerator<string, void> {
  const { ctx, separator } = plan;
  const pieces = new Map<string, GrowingPiece>();
  const folder = `.kestra/split-${randomUUID()}`;
  let waitingBytes = 0;
  let index = 0;
  for await (const lines of lineBatches(await ctx.storage.get(plan.uri))) {
    ctx.signal.throwIfAborted();
    for (const line of lines) {
      const name = nameOf(line, index++);
      if (name !== undefined) {
        const piece = pieces.get(name) ?? new GrowingPiece(ctx, `${folder}/${pieces.size}`);
        pieces.set(name, piece);
        piece.waiting.push(line, separator);
        waitingBytes += line.length + separator.length;
      }
    }
    if (waitingBytes > MOST_WAITING_BYTES) {
      for (const piece of pieces.values()) {
        await piece.spill();
      }
      waitingBytes = 0;
    }
  }
  let count = 0;
  for (const piece of pieces.values()) {
    yield await piece.store(`split-${count++}${plan.extension}`);
  }
}

/** A piece that gets lines until the end of the file. */
class GrowingPiece {
  waiting: Buffer[] = [];
  private path: string | undefined;

  constructor(
    private readonly ctx: RunContext,
    private readonly localName: string,
  ) {}

  async spill(): Promise<void> {
    if (this.waiting.length > 0) {
      const bytes = Buffer.concat(this.waiting);
      this.waiting = [];
      if (this.path === undefined) {
        this.path = await this.ctx.workingDirectory.write(this.localName, bytes);
      } else {
        await appendFile(this.path, bytes);
      }
    }
  }

  async store(name: string): Promise<string> {
    if (this.path === undefined) {
      return this.ctx.storage.put(name, Buffer.concat(this.waiting));
    }
    await this.spill();
    const uri = await this.ctx.storage.putFile(name, this.path);
    await rm(this.path);
    return uri;
  }
}
