import { TaskType } from '../../api/plugin-type.js';
import { queriesOf } from '../sql/queries.js';
import { PostgresqlBase } from './postgresql-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.postgresql.Queries',
  title: 'Run several SQL statements on PostgreSQL.',
})
export class PostgresqlQueriesTask extends queriesOf(PostgresqlBase) {}
