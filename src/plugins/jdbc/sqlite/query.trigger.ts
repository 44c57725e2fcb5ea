import { TriggerType } from '../../api/plugin-type.js';
import { queryTriggerOf } from '../sql/query-trigger.js';
import { SqliteBase } from './sqlite-base.js';

@TriggerType({
  type: 'io.kestra.plugin.jdbc.sqlite.Trigger',
  title: 'Start an execution when a query on SQLite gives rows.',
})
export class SqliteTrigger extends queryTriggerOf(SqliteBase) {}
