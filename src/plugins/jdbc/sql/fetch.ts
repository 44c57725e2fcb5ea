import { Readable } from 'node:stream';
import { fieldName, writeIon } from '../../../platform/ion/index.js';
import type { PluginOutputs } from '../../api/plugin-type.js';
import type { TaskStorage } from '../../api/run-context.js';
import { plainCell } from './cells.js';
import type { ResultSet } from './session.js';

export const FETCH_TYPES = ['STORE', 'FETCH', 'FETCH_ONE', 'NONE'] as const;
export type FetchType = (typeof FETCH_TYPES)[number];

export const RESULT_OUTPUTS: PluginOutputs = {
  rows: ['list', 'All rows, with `fetchType: FETCH`'],
  row: ['map', 'The first row, with `fetchType: FETCH_ONE`'],
  uri: ['string', 'URI of a file with one row a line in Ion, with `fetchType: STORE`'],
  size: ['integer', 'Number of rows'],
};

/** What a task gives of a result set; no member when nothing was asked for. */
export interface Fetched {
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  readonly row?: Readonly<Record<string, unknown>>;
  readonly uri?: string;
  readonly size?: number;
}

/** Reads a result set to its end and keeps what `how` says. `name`: of the file, for STORE. */
export async function fetchResult(
  result: ResultSet,
  how: FetchType,
  storage: Pick<TaskStorage, 'put'>,
  name: string,
): Promise<Fetched> {
  switch (how) {
    case 'STORE':
      return store(result, storage, name);
    case 'FETCH': {
      const rows = await firstRows(result, Infinity);
      return { rows, size: rows.length };
    }
    case 'FETCH_ONE': {
      const [row] = await firstRows(result, 1);
      return row === undefined ? { size: 0 } : { row, size: 1 };
    }
    case 'NONE':
      await firstRows(result, 0);
      return {};
  }
}

/** Every row is read, because a statement may have effects. */
async function firstRows(result: ResultSet, limit: number): Promise<Record<string, unknown>[]> {
  const fields = fieldsOf(result.columns);
  const rows: Record<string, unknown>[] = [];
  for await (const batch of result.batches) {
    for (const cells of batch) {
      if (rows.length >= limit) {
        break;
      }
      rows.push(Object.fromEntries(fields.map(([name, index]) => [name, plainCell(cells[index])])));
    }
  }
  return rows;
}

async function store(
  result: ResultSet,
  storage: Pick<TaskStorage, 'put'>,
  name: string,
): Promise<Fetched> {
  const counted = { size: 0 };
  const uri = await storage.put(name, Readable.from(ionLines(result, counted)));
  return { uri, size: counted.size };
}

/** One buffer a batch: a stream of single rows would cost more than writing them. */
async function* ionLines(result: ResultSet, counted: { size: number }): AsyncGenerator<Buffer> {
  const fields = fieldsOf(result.columns).map(
    ([name, index], position) =>
      [`${position === 0 ? '{' : ','}${fieldName(name)}:`, index] as const,
  );
  for await (const batch of result.batches) {
    let text = '';
    for (const cells of batch) {
      for (const [before, index] of fields) {
        text += before + writeIon(cells[index]);
      }
      text += '}\n';
    }
    counted.size += batch.length;
    yield Buffer.from(text);
  }
}

/** Names in select order; of two columns with one name the last wins, as in a map. */
function fieldsOf(columns: readonly string[]): [name: string, index: number][] {
  return [...new Map(columns.map((name, index) => [name, index]))];
}
