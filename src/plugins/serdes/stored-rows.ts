import { Readable } from 'node:stream';
import type { RunContext } from '../api/run-context.js';
import { encoderOf } from './charset.js';

/** How rows become text. `index` counts from 0. */
export interface RowFormat<T> {
  readonly head?: string;
  row(value: T, index: number): string;
  readonly foot?: string;
}

/** What every conversion gives. */
export interface StoredRows extends Readonly<Record<string, unknown>> {
  readonly uri: string;
  /** Number of rows. */
  readonly size: number;
}

export interface RowFile<T> {
  readonly name: string;
  readonly rows: AsyncIterable<readonly T[]>;
  readonly format: RowFormat<T>;
  readonly charset?: string;
}

/** Rows go to storage in pieces of about this many characters. */
const PIECE = 64 * 1024;

/** Writes rows into a file of internal storage while they are read; memory does not grow with the file. */
export async function storeRows<T>(ctx: RunContext, file: RowFile<T>): Promise<StoredRows> {
  const encode = await encoderOf(file.charset ?? 'UTF-8');
  const counted = { size: 0 };
  const content = Readable.from(pieces(file, encode, counted), { objectMode: false });
  const uri = await ctx.storage.put(file.name, content);
  ctx.metrics.counter('records', counted.size);
  return { uri, size: counted.size };
}

async function* pieces<T>(
  { rows, format }: RowFile<T>,
  encode: (text: string) => Buffer,
  counted: { size: number },
): AsyncGenerator<Buffer> {
  let text = format.head ?? '';
  for await (const batch of rows) {
    for (const row of batch) {
      text += format.row(row, counted.size++);
      if (text.length > PIECE) {
        yield encode(text);
        text = '';
      }
    }
  }
  text += format.foot ?? '';
  if (text !== '') {
    yield encode(text);
  }
}
