import { describe, expect, test } from '@jest/globals';
import { kpiQuery, rowsQuery } from './chart-query.js';
import type { DataChart, KpiChart } from './chart.js';
import { parseChartSource, parseDashboard } from './parse-dashboard.js';

const CHART = 'io.kestra.plugin.core.dashboard.chart';
const DATA = 'io.kestra.plugin.core.dashboard.data';
const BARS = `id: bars
type: ${CHART}.Bar
data:
  type: ${DATA}.Executions
  columns:
    country: {field: LABELS, labelKey: "it's"}
    day: {field: START_DATE}
    total: {agg: COUNT}
  where:
    - {field: NAMESPACE, type: EQUAL_TO, value: a}
    - {type: OR, values: [{field: STATE, type: IN, values: [FAILED]}, {field: DURATION, type: GREATER_THAN, value: 1.0}]}
  orderBy: [{column: total, order: desc}]
`;

const violationsOf = (source: string): string[] =>
  parseDashboard(source).violations.map(({ path, message }) => `${path}: ${message}`);

describe('a dashboard', () => {
  test('needs a title only; the window of time has a default', () => {
    expect(parseDashboard('title: t').value).toEqual({
      title: 't',
      timeWindow: { default: 'P30D', max: 'P366D' },
      charts: [],
    });
  });

  test.each([
    ['', 'document: must be a map'],
    ['- a', 'document: must be a map'],
    ['title: {a: 1}', 'title: must be a text'],
    ['title: " "', 'title: must not be blank'],
    ['id: a/b\ntitle: t', 'id: must match'],
    ['title: t\ntimeWindow: {default: P1Y}', 'timeWindow.default: `P1Y` is not an ISO-8601'],
    ['title: t\ntimeWindow: 5', 'timeWindow: must be a map'],
    ['title: t\ncharts: {}', 'charts: must be a list'],
    ['title: t\ncharts: [5]', 'charts[0]: must be a map'],
    ['title: t\ncharts: [{id: a, type: x}]', 'charts[0].type: Invalid type: x'],
    ['title: "unclosed', 'document: Illegal source'],
    [`title: t\ncharts: [{id: a, type: ${CHART}.Markdown}]`, 'charts[0].content: must not be null'],
  ])('%j is refused', (source, violation) => {
    expect(violationsOf(source).join('\n')).toContain(violation);
  });

  test('names a chart once', () => {
    const chart = `{id: a, type: ${CHART}.Markdown, content: x}`;
    expect(violationsOf(`title: t\ncharts: [${chart}, ${chart}]`)).toEqual([
      'charts[1].id: Duplicate chart id with name [a]',
    ]);
  });
});

describe('a chart', () => {
  test.each([
    ['field: LABELS', 'field: NOPE', 'data.columns.country.field: must be one of DURATION'],
    ['{agg: COUNT}', '{agg: SUM, field: STATE}', 'SUM cannot be taken of STATE'],
    ['{agg: COUNT}', '{agg: MEDIAN}', 'data.columns.total.agg: must be one of AVG'],
    ['{agg: COUNT}', '{}', 'data.columns.total.field: must not be null'],
    ['column: total', 'column: none', '`none` is none of the columns'],
    ['type: EQUAL_TO', 'type: LIKE', 'data.where[0].type: must be one of'],
    [', value: a}', '}', 'data.where[0].value: must not be null'],
    ['data.Executions', 'data.Nothing', 'data.type: Invalid type'],
    ['data.Executions', 'data.ExecutionsKPI', 'data.type: Invalid type'],
  ])('with %j as %j is refused', (from, to, violation) => {
    const { violations } = parseChartSource(BARS.replace(from, to));
    expect(violations.map(({ path, message }) => `${path}: ${message}`).join('\n')).toContain(
      violation,
    );
  });

  test('nested too deep is refused and costs nothing', () => {
    const nested = '{type: OR, values: ['.repeat(30) + ']}'.repeat(30);
    const { violations } = parseChartSource(
      BARS.replace('  orderBy', `    - ${nested}\n  orderBy`),
    );
    expect(violations[0]?.message).toContain('nested more than 20 levels');
  });
});

describe('the statement of a chart', () => {
  const scope = { filters: [], unit: 'day', startDate: 'S', endDate: 'E' } as const;

  test('holds words of users as parameters only, and counts dates in units', () => {
    const chart = parseChartSource(BARS).value as DataChart;
    const { text, values, keys } = rowsQuery(chart, {
      ...scope,
      startDate: '2026-01-01T00:00:00Z',
      endDate: '2026-01-02T00:00:00Z',
      filters: [{ field: 'NAMESPACE', type: 'PREFIX', value: "x'; drop" }],
    });
    expect(keys).toEqual(['country', 'day', 'total']);
    expect(text).toContain("date_trunc('day', start_date at time zone 'UTC')");
    expect(text).toContain('group by 1, 2 order by 3 desc nulls last');
    expect(text).not.toMatch(/drop|it's/);
    expect(values).toEqual(expect.arrayContaining(["it's", "x'; drop", ['FAILED'], 1]));
    // What the reader asks for takes the place of what the chart says of the namespace.
    expect(values).not.toContainEqual(['a']);
  });

  test('of a number counts the part beside the whole', () => {
    const { value } = parseChartSource(`id: k
type: ${CHART}.KPI
data:
  type: ${DATA}.FlowsKPI
  columns: {field: ID, agg: COUNT}
  numerator: [{field: NAMESPACE, type: EQUAL_TO, value: a}]
`);
    const { text } = kpiQuery(value as KpiChart, { ...scope, startDate: undefined as never });
    expect(text).toBe(
      'select count(id) as c0, count(id) filter (where (namespace) = any($1::text[])) as c1 from flows where latest and not deleted',
    );
  });
});
