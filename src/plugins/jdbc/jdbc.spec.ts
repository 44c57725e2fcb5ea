import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { pluginTypeOf } from '../api/plugin-type.js';
import { findPlugin } from '../registry.js';
import { JDBC_PLUGINS } from './index.js';

test('every class of a plugin file is listed exactly once', () => {
  const folder = join(process.cwd(), 'src/plugins/jdbc');
  const declared = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(task|trigger)\.ts$/.test(file))
    .flatMap((file) => [
      ...readFileSync(join(folder, file), 'utf8').matchAll(/^export class (\w+)/gm),
    ])
    .map((match) => match[1]);
  expect(JDBC_PLUGINS.map((plugin) => plugin.name).sort()).toEqual(declared.sort());
});

test('a flow is refused for properties that a type does not have, and for missing ones', () => {
  const definition = findPlugin('task', 'io.kestra.plugin.jdbc.postgresql.Query');
  const declared = { id: 'q', type: 'io.kestra.plugin.jdbc.postgresql.Query', sqll: 'select 1' };
  expect(definition?.validate(declared).map(({ path, message }) => `${path}: ${message}`)).toEqual([
    expect.stringMatching(/^sqll: Unrecognized field "sqll"/),
    'url: must not be null',
    'sql: must not be null',
  ]);
});

test('DuckDB occupies processors, the others wait for theirs', () => {
  const heavy = JDBC_PLUGINS.filter((plugin) => pluginTypeOf(plugin)?.heavy);
  expect(heavy.map((plugin) => plugin.name)).toEqual(['DuckDbQueriesTask', 'DuckDbQueryTask']);
});

test('DuckDB needs no url', () => {
  const type = 'io.kestra.plugin.jdbc.duckdb.Query';
  expect(findPlugin('task', type)?.validate({ id: 'q', type, sql: 'SELECT 1' })).toEqual([]);
});
