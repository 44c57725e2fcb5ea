import { TriggerType } from '../../api/plugin-type.js';
import { queryTriggerOf } from '../sql/query-trigger.js';
import { DuckDbBase } from './duckdb-base.js';

@TriggerType({
  type: 'io.kestra.plugin.jdbc.duckdb.Trigger',
  title: 'Start an execution when a query on DuckDB gives rows.',
})
export class DuckDbTrigger extends queryTriggerOf(DuckDbBase) {}
