import { TriggerType } from '../../api/plugin-type.js';
import { queryTriggerOf } from '../sql/query-trigger.js';
import { PostgresqlBase } from './postgresql-base.js';

@TriggerType({
  type: 'io.kestra.plugin.jdbc.postgresql.Trigger',
  title: 'Start an execution when a query on PostgreSQL gives rows.',
})
export class PostgresqlTrigger extends queryTriggerOf(PostgresqlBase) {}
