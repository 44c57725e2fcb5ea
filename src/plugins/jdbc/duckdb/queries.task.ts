import { TaskType } from '../../api/plugin-type.js';
import { queriesOf } from '../sql/queries.js';
import { DuckDbBase } from './duckdb-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.duckdb.Queries',
  title: 'Run several SQL statements on DuckDB.',
})
export class DuckDbQueriesTask extends queriesOf(DuckDbBase) {}
