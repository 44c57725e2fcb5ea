import { csvCell } from '../../platform/http/csv-cell.js';
import type { StoredFlow } from '../flow-documents.js';

const HEADER = ['namespace', 'id', 'revision', 'description', 'labels', 'disabled', 'updated'];

/** A header, then one line per flow (RFC 4180). */
export function flowsCsv(flows: readonly StoredFlow[]): string {
  const lines = flows.map(({ row, parsed }) => [
    row.namespace,
    row.id,
    String(row.revision),
    String(parsed.declared.description ?? ''),
    row.labels.map(({ key, value }) => `${key}:${value}`).join(' '),
    String(row.disabled),
    row.updatedAt,
  ]);
  return [HEADER, ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}
