import { TaskType } from '../../api/plugin-type.js';
import { queryOf } from '../sql/query.js';
import { DuckDbBase } from './duckdb-base.js';

@TaskType({ type: 'io.kestra.plugin.jdbc.duckdb.Query', title: 'Run one SQL query on DuckDB.' })
export class DuckDbQueryTask extends queryOf(DuckDbBase) {}
