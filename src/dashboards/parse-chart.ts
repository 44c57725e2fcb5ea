import { isNumeric } from '../model/numbers.js';
import { nearestName } from '../model/nearest-name.js';
import type {
  Chart,
  ChartColumn,
  ChartFilter,
  DataChart,
  KpiChart,
  MarkdownChart,
} from './chart.js';
import { CHART_AGGREGATIONS, CHART_FILTER_TYPES } from './chart.js';
import { CHART_SOURCES, type ChartSource } from './chart-source.js';
import type { DocumentReader, Tree } from './document-reader.js';

const CHARTS = 'io.kestra.plugin.core.dashboard.chart.';
const DATA = 'io.kestra.plugin.core.dashboard.data.';
const KINDS = ['TimeSeries', 'Bar', 'Pie', 'Table', 'KPI', 'Markdown'] as const;
const ID = /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/;
const MAX_FILTER_DEPTH = 20;
const MAX_COLUMNS = 100;

/** A chart of a dashboard; undefined when it cannot even be told what it is. */
export function parseChart(
  value: unknown,
  path: string,
  reader: DocumentReader,
): Chart | undefined {
  const tree = reader.map(value, path);
  if (tree === undefined) {
    return undefined;
  }
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const id = reader.required(tree['id'], at('id'));
  if (id !== '' && !ID.test(id)) {
    reader.fail(at('id'), `must match "${ID.source}"`);
  }
  const type = reader.required(tree['type'], at('type'));
  const kind = KINDS.find((one) => CHARTS + one === type);
  if (kind === undefined) {
    const near = nearestName(
      type,
      KINDS.map((one) => CHARTS + one),
    );
    reader.fail(
      at('type'),
      `Invalid type: ${type}${near === undefined ? '' : `, did you mean ${near}?`}`,
    );
    return undefined;
  }
  const chartOptions = reader.map(tree['chartOptions'] ?? {}, at('chartOptions')) ?? {};
  const base = { id, type, chartOptions };
  switch (kind) {
    case 'Markdown':
      return { ...base, kind, ...markdownOf(tree, at, reader) };
    case 'KPI':
      return withData(tree, at, reader, 'KPI', (data, source) => ({
        ...base,
        kind,
        ...kpiOf(data, at('data'), source, reader),
      }));
    default:
      return withData(tree, at, reader, '', (data, source) => ({
        ...base,
        kind,
        ...rowsOf(data, at('data'), source, reader),
      }));
  }
}

type At = (name: string) => string;

function markdownOf(
  tree: Tree,
  at: At,
  reader: DocumentReader,
): Pick<MarkdownChart, 'text' | 'flow'> {
  const source = tree['source'];
  if (source === undefined || source === null) {
    return { text: reader.required(tree['content'], at('content')) };
  }
  const map = reader.map(source, at('source')) ?? {};
  if (String(map['type']).endsWith('FlowDescription')) {
    return {
      flow: {
        namespace: reader.required(map['namespace'], at('source.namespace')),
        flowId: reader.required(map['flowId'], at('source.flowId')),
      },
    };
  }
  return { text: reader.required(map['content'], at('source.content')) };
}

function withData<T>(
  tree: Tree,
  at: At,
  reader: DocumentReader,
  suffix: string,
  make: (data: Tree, source: string) => T,
): T | undefined {
  const data = reader.map(tree['data'], at('data'));
  if (data === undefined) {
    return undefined;
  }
  const type = reader.required(data['type'], at('data.type'));
  const source = Object.keys(CHART_SOURCES).find((name) => DATA + name + suffix === type);
  if (source === undefined) {
    const known = Object.keys(CHART_SOURCES).map((name) => DATA + name + suffix);
    reader.fail(at('data.type'), `Invalid type: ${type}, use one of ${known.join(', ')}`);
    return undefined;
  }
  return make(data, source);
}

function rowsOf(
  data: Tree,
  path: string,
  source: string,
  reader: DocumentReader,
): Pick<DataChart, 'source' | 'columns' | 'where' | 'orderBy'> {
  const declared = reader.map(data['columns'] ?? {}, `${path}.columns`) ?? {};
  const columns = Object.fromEntries(
    Object.entries(declared).map(([key, column]) => [
      key,
      columnOf(column, `${path}.columns.${key}`, source, reader),
    ]),
  );
  const count = Object.keys(columns).length;
  if (count === 0 || count > MAX_COLUMNS) {
    reader.fail(
      `${path}.columns`,
      count === 0 ? 'must not be empty' : `must not hold more than ${MAX_COLUMNS} columns`,
    );
  }
  const orderBy = reader.list(data['orderBy'], `${path}.orderBy`).flatMap((one, index) => {
    const place = `${path}.orderBy[${index}]`;
    const map = reader.map(one, place) ?? {};
    const column = reader.required(map['column'], `${place}.column`);
    if (column !== '' && !Object.hasOwn(columns, column)) {
      reader.fail(`${place}.column`, `\`${column}\` is none of the columns`);
    }
    const order = reader.oneOf(map['order'] ?? 'ASC', `${place}.order`, ['ASC', 'DESC'] as const);
    return order === undefined ? [] : [{ column, order }];
  });
  return {
    source,
    columns,
    where: filtersOf(data['where'], `${path}.where`, source, reader),
    orderBy,
  };
}

function kpiOf(
  data: Tree,
  path: string,
  source: string,
  reader: DocumentReader,
): Pick<KpiChart, 'source' | 'column' | 'where' | 'numerator'> {
  const column = columnOf(data['columns'], `${path}.columns`, source, reader);
  if (column.agg === undefined) {
    reader.fail(`${path}.columns.agg`, 'must not be null');
  }
  return {
    source,
    column,
    where: filtersOf(data['where'], `${path}.where`, source, reader),
    numerator: filtersOf(data['numerator'], `${path}.numerator`, source, reader),
  };
}

function columnOf(
  value: unknown,
  path: string,
  source: string,
  reader: DocumentReader,
): ChartColumn {
  const map = reader.map(value, path) ?? {};
  const agg =
    map['agg'] === undefined || map['agg'] === null
      ? undefined
      : reader.oneOf(map['agg'], `${path}.agg`, CHART_AGGREGATIONS);
  const labelKey = reader.text(map['labelKey'], `${path}.labelKey`);
  if ((map['field'] === undefined || map['field'] === null) && agg === 'COUNT') {
    return { agg };
  }
  const field = fieldOf(map['field'], `${path}.field`, source, reader);
  const kind = fieldsOf(source)[field]?.kind;
  if (agg !== undefined && kind !== undefined && !MEASURABLE[agg].includes(kind)) {
    reader.fail(`${path}.agg`, `${agg} cannot be taken of ${field}`);
  }
  return {
    field,
    ...(agg === undefined ? {} : { agg }),
    ...(labelKey === undefined ? {} : { labelKey }),
  };
}

const ANY = ['text', 'number', 'date', 'labels'];
/** What can be counted how. */
const MEASURABLE: Readonly<Record<NonNullable<ChartColumn['agg']>, readonly string[]>> = {
  COUNT: ANY,
  COUNT_DISTINCT: ANY,
  MIN: ['text', 'number', 'date'],
  MAX: ['text', 'number', 'date'],
  AVG: ['number'],
  SUM: ['number'],
};

function filtersOf(
  value: unknown,
  path: string,
  source: string,
  reader: DocumentReader,
  depth = 0,
): ChartFilter[] {
  if (depth > MAX_FILTER_DEPTH) {
    reader.fail(path, `must not be nested more than ${MAX_FILTER_DEPTH} levels deep`);
    return [];
  }
  return reader.list(value, path).flatMap((one, index): ChartFilter[] => {
    const place = `${path}[${index}]`;
    const map = reader.map(one, place) ?? {};
    const type = reader.oneOf(map['type'], `${place}.type`, CHART_FILTER_TYPES);
    if (type === undefined) {
      return [];
    }
    if (type === 'OR') {
      const filters = filtersOf(map['values'], `${place}.values`, source, reader, depth + 1);
      return [{ field: '', type, filters }];
    }
    const field = fieldOf(map['field'], `${place}.field`, source, reader);
    const labelKey = reader.text(map['labelKey'], `${place}.labelKey`);
    const compared = map['values'] ?? map['value'];
    checkCompared(type, compared, place, reader);
    return [{ field, type, value: compared, ...(labelKey === undefined ? {} : { labelKey }) }];
  });
}

function checkCompared(
  type: ChartFilter['type'],
  value: unknown,
  path: string,
  reader: DocumentReader,
): void {
  if ((value === undefined || value === null) && !type.startsWith('IS_')) {
    reader.fail(`${path}.value`, 'must not be null');
  }
  if ([value].flat().some((one) => typeof one === 'object' && one !== null && !isNumeric(one))) {
    reader.fail(`${path}.value`, 'must be a text, a number or a list of them');
  }
}

function fieldOf(value: unknown, path: string, source: string, reader: DocumentReader): string {
  const field = reader.required(value, path);
  if (field !== '' && !Object.hasOwn(fieldsOf(source), field)) {
    const known = Object.keys(fieldsOf(source)).sort().join(', ');
    reader.fail(path, `must be one of ${known}, but received \`${field}\``);
  }
  return field;
}

function fieldsOf(source: string): ChartSource['fields'] {
  return CHART_SOURCES[source]?.fields ?? {};
}
