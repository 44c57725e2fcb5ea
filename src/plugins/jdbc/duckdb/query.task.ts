import { TaskType } from '../../api/plugin-type.js';
import { RESULT_OUTPUTS } from '../sql/fetch.js';
import { queryOf } from '../sql/query.js';
import { DUCKDB_OUTPUTS, DuckDbBase } from './duckdb-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.duckdb.Query',
  title: 'Run one SQL query on DuckDB.',
  heavy: true,
  outputs: { ...RESULT_OUTPUTS, ...DUCKDB_OUTPUTS },
})
export class DuckDbQueryTask extends queryOf(DuckDbBase) {}
