import type { RowMap } from '../row-map.js';

const MOST_ROWS = 20_000;
const BYTES_PER_VALUE = 8;

/** Rows in groups of about `bytes` bytes of values, and never too many rows for memory. */
export async function* rowGroups(
  batches: AsyncIterable<readonly RowMap[]>,
  bytes: number,
): AsyncGenerator<RowMap[]> {
  let group: RowMap[] = [];
  let size = 0;
  for await (const batch of batches) {
    for (const row of batch) {
      group.push(row);
      size += sizeOf(row);
      if (size >= bytes || group.length === MOST_ROWS) {
        yield group;
        group = [];
        size = 0;
      }
    }
  }
  if (group.length > 0) {
    yield group;
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || value instanceof Uint8Array) {
    return value.length;
  }
  return typeof value !== 'object' || value === null
    ? BYTES_PER_VALUE
    : Object.values(value).reduce<number>((sum, item) => sum + sizeOf(item), 0);
}
