import { LOG_LEVELS } from '../model/task.js';

/** What a field holds decides how it may be counted and compared. */
export type FieldKind = 'text' | 'number' | 'date' | 'labels';

export interface SourceField {
  readonly kind: FieldKind;
  /** An expression over the table; of `labels` the column. */
  readonly sql: string;
}

/** A table that charts read (api.md §14). */
export interface ChartSource {
  readonly table: string;
  /** Rows that count at all. */
  readonly where: string;
  /** The field that a window of time is about. */
  readonly date?: string;
  readonly fields: Readonly<Record<string, SourceField>>;
}

const text = (sql: string): SourceField => ({ kind: 'text', sql });
const number = (sql: string): SourceField => ({ kind: 'number', sql });
const date = (sql: string): SourceField => ({ kind: 'date', sql });
const LEVEL_NAMES = `(array[${LOG_LEVELS.map((level) => `'${level}'`).join(',')}])[level + 1]`;
const FLOW = { NAMESPACE: text('namespace'), FLOW_ID: text('flow_id') };

/** By the last part of `io.kestra.plugin.core.dashboard.data.*`. */
export const CHART_SOURCES: Readonly<Record<string, ChartSource>> = {
  Executions: {
    table: 'executions',
    where: 'true',
    date: 'START_DATE',
    fields: {
      ...FLOW,
      ID: text('id'),
      FLOW_REVISION: number('flow_revision'),
      STATE: text('state'),
      /** Seconds; until now for what still runs. */
      DURATION: number('extract(epoch from coalesce(end_date, now()) - start_date)::float8'),
      LABELS: { kind: 'labels', sql: 'labels' },
      START_DATE: date('start_date'),
      END_DATE: date('end_date'),
      TRIGGER_EXECUTION_ID: text('trigger_execution_id'),
    },
  },
  Logs: {
    table: 'logs',
    where: 'true',
    date: 'DATE',
    fields: {
      ...FLOW,
      ID: text('id::text'),
      EXECUTION_ID: text('execution_id'),
      TASK_ID: text('task_id'),
      DATE: date('timestamp'),
      TASK_RUN_ID: text('task_run_id'),
      ATTEMPT_NUMBER: number('attempt_number'),
      TRIGGER_ID: text('trigger_id'),
      LEVEL: text(LEVEL_NAMES),
      MESSAGE: text('message'),
    },
  },
  Metrics: {
    table: 'metrics',
    where: 'true',
    date: 'DATE',
    fields: {
      ...FLOW,
      TASK_ID: text('task_id'),
      EXECUTION_ID: text('execution_id'),
      TASK_RUN_ID: text('task_run_id'),
      TYPE: text('type'),
      NAME: text('name'),
      VALUE: number('value'),
      DATE: date('timestamp'),
    },
  },
  Flows: {
    table: 'flows',
    where: 'latest and not deleted',
    fields: { ID: text('id'), NAMESPACE: text('namespace'), REVISION: number('revision') },
  },
  Triggers: {
    table: 'triggers',
    where: 'true',
    fields: {
      ...FLOW,
      ID: text('trigger_id'),
      TRIGGER_ID: text('trigger_id'),
      EXECUTION_ID: text('execution_id'),
      NEXT_EXECUTION_DATE: date('next_date'),
      WORKER_ID: text('worker_id'),
    },
  },
};
