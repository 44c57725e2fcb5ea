import type { TriggerState } from '../../model/trigger.js';
import { csvCell } from '../../platform/http/csv-cell.js';
import { type TriggerResponse, toTriggerResponse } from './trigger-response.js';

const COLUMNS = [
  'namespace',
  'flowId',
  'triggerId',
  'flowRevision',
  'kind',
  'disabled',
  'locked',
  'date',
  'nextExecutionDate',
  'executionId',
  'updatedDate',
] as const satisfies readonly (keyof TriggerResponse)[];

/** One line per trigger below a header (RFC 4180). */
export function triggerCsv(states: readonly TriggerState[]): string {
  const lines = states.map((state) => {
    const response = toTriggerResponse(state);
    return COLUMNS.map((column) => csvCell(response[column])).join(',');
  });
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}
