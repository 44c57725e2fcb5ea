import { TaskType } from '../../api/plugin-type.js';
import { queriesOf } from '../sql/queries.js';
import { DUCKDB_OUTPUTS, DuckDbBase } from './duckdb-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.duckdb.Queries',
  title: 'Run several SQL statements on DuckDB.',
  heavy: true,
  outputs: {
    outputs: ['list', 'The result of each statement that has one, as Query gives it'],
    ...DUCKDB_OUTPUTS,
  },
})
export class DuckDbQueriesTask extends queriesOf(DuckDbBase) {}
