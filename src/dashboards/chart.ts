/** A dashboard as its YAML says it, after its rules held (api.md §14). */
export interface Dashboard {
  /** Absent: the server makes one. */
  readonly id?: string;
  readonly title: string;
  readonly description?: string;
  readonly timeWindow: TimeWindow;
  readonly charts: readonly Chart[];
}

/** ISO-8601 durations. */
export interface TimeWindow {
  readonly default: string;
  readonly max: string;
}

export const DEFAULT_TIME_WINDOW: TimeWindow = { default: 'P30D', max: 'P366D' };

export type Chart = DataChart | KpiChart | MarkdownChart;

interface ChartBase {
  readonly id: string;
  /** As declared, with its package. */
  readonly type: string;
  readonly chartOptions: Readonly<Record<string, unknown>>;
}

/** TimeSeries, Bar, Pie, Table: rows of columns. */
export interface DataChart extends ChartBase {
  readonly kind: 'TimeSeries' | 'Bar' | 'Pie' | 'Table';
  /** A key of CHART_SOURCES. */
  readonly source: string;
  readonly columns: Readonly<Record<string, ChartColumn>>;
  readonly where: readonly ChartFilter[];
  readonly orderBy: readonly { readonly column: string; readonly order: 'ASC' | 'DESC' }[];
}

/** One number. */
export interface KpiChart extends ChartBase {
  readonly kind: 'KPI';
  readonly source: string;
  readonly column: ChartColumn;
  readonly where: readonly ChartFilter[];
  /** What is counted out of what `where` leaves. */
  readonly numerator: readonly ChartFilter[];
}

export interface MarkdownChart extends ChartBase {
  readonly kind: 'Markdown';
  readonly text?: string;
  /** The description of a flow instead of a text. */
  readonly flow?: { readonly namespace: string; readonly flowId: string };
}

export const CHART_AGGREGATIONS = ['AVG', 'COUNT', 'COUNT_DISTINCT', 'MAX', 'MIN', 'SUM'] as const;
export type ChartAggregation = (typeof CHART_AGGREGATIONS)[number];

export interface ChartColumn {
  /** Absent only with COUNT. */
  readonly field?: string;
  readonly agg?: ChartAggregation;
  /** Which label of the field LABELS. */
  readonly labelKey?: string;
}

export const CHART_FILTER_TYPES = [
  'CONTAINS',
  'ENDS_WITH',
  'EQUAL_TO',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUAL_TO',
  'IN',
  'IS_FALSE',
  'IS_NOT_NULL',
  'IS_NULL',
  'IS_TRUE',
  'LESS_THAN',
  'LESS_THAN_OR_EQUAL_TO',
  'NOT_CONTAINS',
  'NOT_EQUAL_TO',
  'NOT_IN',
  'OR',
  'PREFIX',
  'REGEX',
  'STARTS_WITH',
] as const;
export type ChartFilterType = (typeof CHART_FILTER_TYPES)[number];

export interface ChartFilter {
  readonly field: string;
  readonly type: ChartFilterType;
  readonly labelKey?: string;
  /** A list for IN and NOT_IN; of OR the filters. */
  readonly value?: unknown;
  readonly filters?: readonly ChartFilter[];
}
