import type { Schema } from './type-schema.js';

const CHART = 'io.kestra.plugin.core.dashboard.chart';
const DATA = 'io.kestra.plugin.core.dashboard.data';
const SOURCES = ['Executions', 'Flows', 'Logs', 'Metrics', 'Triggers'];

const text = { type: 'string' };
const list = (items: Schema): Schema => ({ type: 'array', items });

const COLUMN: Schema = {
  type: 'object',
  properties: {
    field: text,
    agg: { enum: ['AVG', 'COUNT', 'COUNT_DISTINCT', 'MAX', 'MIN', 'SUM'] },
    labelKey: text,
    displayName: text,
    graphStyle: { enum: ['LINES', 'BARS', 'POINTS'] },
    columnAlignment: { enum: ['LEFT', 'RIGHT', 'CENTER'] },
  },
};

const FILTERS = list({
  type: 'object',
  properties: { type: text, field: text, labelKey: text, value: {}, values: { type: 'array' } },
  required: ['type'],
});

const CHART_SCHEMA: Schema = {
  type: 'object',
  properties: {
    id: { ...text, pattern: '^[a-zA-Z0-9][a-zA-Z0-9_-]*$' },
    type: {
      enum: ['TimeSeries', 'Bar', 'Pie', 'Table', 'KPI', 'Markdown'].map(
        (kind) => `${CHART}.${kind}`,
      ),
    },
    chartOptions: { type: 'object' },
    content: text,
    source: { type: 'object' },
    data: {
      type: 'object',
      properties: {
        type: { enum: SOURCES.flatMap((name) => [`${DATA}.${name}`, `${DATA}.${name}KPI`]) },
        columns: { type: 'object', additionalProperties: { anyOf: [COLUMN, text] } },
        where: FILTERS,
        numerator: FILTERS,
        orderBy: list({
          type: 'object',
          properties: { column: text, order: { enum: ['ASC', 'DESC'] } },
          required: ['column'],
        }),
      },
      required: ['type', 'columns'],
    },
  },
  required: ['id', 'type'],
};

/** What editors of dashboards need to know (api.md §14). */
export const DASHBOARD_SCHEMA: Schema = {
  type: 'object',
  properties: {
    id: text,
    title: text,
    description: text,
    timeWindow: { type: 'object', properties: { default: text, max: text } },
    charts: list(CHART_SCHEMA),
  },
  required: ['title'],
};
