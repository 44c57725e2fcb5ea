import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../support/server.js';

const CHART = 'io.kestra.plugin.core.dashboard.chart';
const DATA = 'io.kestra.plugin.core.dashboard.data';
const YAML = 'application/x-yaml';
const FLOW = `id: hello
namespace: company.team
description: says hello
labels: {country: FR}
tasks:
  - {id: one, type: io.kestra.plugin.core.log.Log, message: hello, level: WARN}
  - {id: count, type: io.kestra.plugin.core.metric.Publish, metrics: [{type: counter, name: rows, value: 2.5}]}
`;
const BOARD = `id: board
title: Board
timeWindow: {default: P7D, max: P30D}
charts:
  - id: states
    type: ${CHART}.TimeSeries
    data:
      type: ${DATA}.Executions
      columns:
        date: {field: START_DATE}
        state: {field: STATE}
        country: {field: LABELS, labelKey: country}
        total: {agg: COUNT}
        longest: {field: DURATION, agg: MAX}
  - id: lines
    type: ${CHART}.Table
    data:
      type: ${DATA}.Logs
      columns: {level: {field: LEVEL}, text: {field: MESSAGE}}
      where: [{field: LEVEL, type: IN, values: [WARN, ERROR]}]
  - id: sum
    type: ${CHART}.Pie
    data:
      type: ${DATA}.Metrics
      columns: {name: {field: NAME}, total: {field: VALUE, agg: SUM}}
      where: [{field: VALUE, type: IN, values: [2.5, 7]}]
  - id: rate
    type: ${CHART}.KPI
    chartOptions: {numberType: PERCENTAGE}
    data:
      type: ${DATA}.ExecutionsKPI
      columns: {field: ID, agg: COUNT}
      numerator: [{field: STATE, type: EQUAL_TO, value: SUCCESS}]
  - id: about
    type: ${CHART}.Markdown
    source: {type: FlowDescription, namespace: company.team, flowId: hello}
`;

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
  await call('POST', 'flows', FLOW);
  for (let run = 0; run < 2; run++) {
    await call('POST', 'executions/company.team/hello?wait=true');
  }
}, 60_000);

afterAll(() => server.stop());

async function call(method: string, path: string, body?: unknown, type = YAML) {
  const isText = typeof body === 'string' || body === undefined;
  const response = await fetch(`${server.url}/api/v1/main/${path}`, {
    method,
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    headers: { 'Content-Type': isText ? type : 'application/json' },
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, text, json: (isJson ? JSON.parse(text) : {}) as never };
}

const chart = (id: string, request: object = {}) =>
  call('POST', `dashboards/board/charts/${id}`, request);

describe('dashboards', () => {
  test('are created, read, changed, searched and deleted', async () => {
    const source = 'id: life\ntitle: first\n';
    expect((await call('POST', 'dashboards', source)).json).toMatchObject({
      id: 'life',
      title: 'first',
      sourceCode: source,
      deleted: false,
      charts: [],
    });
    expect((await call('POST', 'dashboards', source)).status).toBe(422);
    expect((await call('PUT', 'dashboards/life', 'title: second')).json).toMatchObject({
      id: 'life',
      title: 'second',
    });
    expect((await call('PUT', 'dashboards/life', 'id: other\ntitle: t')).text).toContain(
      'Illegal dashboard id update',
    );
    expect((await call('GET', 'dashboards?q=seco&sort=title:asc')).json).toMatchObject({
      results: [{ id: 'life' }],
      total: 1,
    });
    expect((await call('DELETE', 'dashboards/life')).status).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      expect((await call(method, 'dashboards/life')).status).toBe(404);
    }
    expect((await call('PUT', 'dashboards/life', source)).status).toBe(404);
  });

  test('get an id of their own when they name none', async () => {
    const { json } = await call('POST', 'dashboards', 'title: nameless');
    expect(json).toMatchObject({ id: expect.stringMatching(/^[\w-]{20,}$/) });
  });

  test('are checked without being stored', async () => {
    expect((await call('POST', 'dashboards/validate', 'title: t')).json).not.toHaveProperty(
      'constraints',
    );
    expect((await call('POST', 'dashboards/validate', 'id: x')).json).toMatchObject({
      constraints: 'title: must not be null',
    });
    expect((await call('POST', 'dashboards/validate/chart', 'id: x')).json).toMatchObject({
      constraints: expect.stringContaining('type: must not be null'),
    });
  });
});

describe('charts', () => {
  beforeAll(() => call('POST', 'dashboards', BOARD));

  test('count executions by time, state and label', async () => {
    const { json } = await chart('states');
    expect(json).toMatchObject({
      results: [{ state: 'SUCCESS', country: 'FR', total: 2 }],
      total: 1,
    });
    const [row] = (json as { results: { date: string; longest: number }[] }).results;
    expect(row?.date).toMatch(/T00:00:00.000Z$/);
    expect(row?.longest).toBeGreaterThan(0);
  });

  test('show only what the reader asks for', async () => {
    const filter = (field: string, operation: string, value: unknown) => ({
      filters: [{ field, operation, value }],
    });
    const totals = await Promise.all(
      [
        filter('namespace', 'PREFIX', 'company'),
        filter('NAMESPACE', 'EQUALS', 'company'),
        filter('flowId', 'IN', ['hello', 'b']),
        filter('labels', 'EQUALS', { country: 'FR' }),
        filter('labels', 'EQUALS', { country: 'DE' }),
        filter('state', 'NOT_EQUALS', 'SUCCESS'),
        filter('level', 'EQUALS', 'WARN'),
        { namespace: 'compan' },
        { endDate: '2020-01-01T00:00:00Z' },
      ].map(async (request) => ((await chart('states', request)).json as { total: number }).total),
    );
    expect(totals).toEqual([1, 0, 1, 1, 0, 0, 1, 0, 0]);
  });

  test('list rows in pages', async () => {
    expect((await chart('lines', { pageNumber: 1, pageSize: 1 })).json).toEqual({
      results: [{ level: 'WARN', text: 'hello' }],
      total: 2,
    });
    expect((await chart('lines', { pageNumber: 3, pageSize: 1 })).json).toEqual({
      results: [],
      total: 2,
    });
  });

  test('sum metrics, tell a share, and show the description of a flow', async () => {
    expect((await chart('sum')).json).toMatchObject({ results: [{ name: 'rows', total: 5 }] });
    expect((await chart('rate')).json).toMatchObject({ results: [{ value: 100 }] });
    expect((await chart('about')).json).toMatchObject({
      results: [{ description: 'says hello' }],
    });
  });

  test('are previewed and exported', async () => {
    const preview = {
      chart: `id: f\ntype: ${CHART}.Table\ndata:\n  type: ${DATA}.Flows\n  columns: {id: {field: ID}, "=ns": {field: NAMESPACE}}\n`,
    };
    expect((await call('POST', 'dashboards/charts/preview', preview)).json).toMatchObject({
      results: [{ id: 'hello', '=ns': 'company.team' }],
    });
    const csv = await call('POST', 'dashboards/charts/export/to-csv', preview);
    expect(csv.text).toBe("id,'=ns\r\nhello,company.team\r\n");
    const own = await call('POST', 'dashboards/board/charts/lines/export/to-csv', {});
    expect(own.text).toBe('level,text\r\nWARN,hello\r\nWARN,hello\r\n');
  });

  test.each([
    ['none', {}, 404],
    ['states', { startDate: 'yesterday' }, 422],
    ['states', { startDate: '2020-01-01T00:00:00Z' }, 422],
    ['states', { startDate: '2026-02-02T00:00:00Z', endDate: '2026-02-01T00:00:00Z' }, 422],
    ['states', { startDate: '-200000-01-01T00:00:00Z' }, 422],
    ['states', { filters: [{ field: 'timeRange', value: 'P999999999D' }] }, 422],
    ['states', { filters: [{ field: 'flowRevision', operation: 'EQUALS', value: 1.5 }] }, 200],
    ['states', { filters: [{ field: 'flowRevision', value: 99999999999 }] }, 200],
    ['states', { pageSize: 1e15, pageNumber: 1_000_000 }, 200],
    ['states', { pageSize: 0 }, 422],
    ['states', { pageSize: 'x' }, 422],
    ['states', { filters: 'x' }, 422],
    ['states', { filters: [null] }, 422],
    ['states', { filters: [{ field: 5 }] }, 422],
    ['states', { filters: [{ field: 'state', operation: 'constructor', value: 1 }] }, 422],
    ['states', { filters: [{ field: 'state', operation: 'REGEX', value: '(' }] }, 422],
    ['states', { filters: [{ field: 'labels', operation: 'GREATER_THAN', value: {} }] }, 200],
    ['states', { filters: [{ field: 'labels', operation: 'GREATER_THAN', value: { a: 1 } }] }, 422],
    ['states', { filters: [{ field: 'startDate', operation: 'EQUALS', value: {} }] }, 422],
    ['states', { filters: [{ field: 'state', operation: 'EQUALS', value: '\0' }] }, 422],
  ])('%s with %j is answered with the right status', async (id, request, status) => {
    const answer = await chart(id, request);
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status });
  });
});

test('the report on the installation counts flows, plugins and executions', async () => {
  const { json } = await call('GET', 'usages/all');
  expect(json).toMatchObject({
    serverType: 'STANDALONE',
    configurations: { repositoryType: 'postgres', storageType: 'local' },
    flows: { count: 1, namespacesCount: 1, taskTypeCount: { 'io.kestra.plugin.core.log.Log': 1 } },
    executions: {
      dailyExecutionsCount: [
        { count: 0 },
        { count: 0 },
        { count: 2, executionCounts: { SUCCESS: 2 } },
      ],
    },
  });
});
