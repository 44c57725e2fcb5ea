import type { Execution } from '../../model/execution.js';
import { csvCell } from '../../platform/http/csv-cell.js';
import { endDate, startDate } from '../../model/state.js';

const COLUMNS: Readonly<Record<string, (execution: Execution) => unknown>> = {
  id: (execution) => execution.id,
  namespace: (execution) => execution.namespace,
  flowId: (execution) => execution.flowId,
  flowRevision: (execution) => execution.flowRevision,
  state: (execution) => execution.state.current,
  startDate: (execution) => startDate(execution.state),
  endDate: (execution) => endDate(execution.state),
  labels: (execution) => execution.labels.map(({ key, value }) => `${key}:${value}`).join(','),
  parentId: (execution) => execution.parentId,
  originalId: (execution) => execution.originalId,
  triggerId: (execution) => execution.trigger?.id,
};

export function csvHeader(): string {
  return `${Object.keys(COLUMNS).join(',')}\r\n`;
}

export function csvLine(execution: Execution): string {
  return `${Object.values(COLUMNS)
    .map((read) => csvCell(read(execution)))
    .join(',')}\r\n`;
}
