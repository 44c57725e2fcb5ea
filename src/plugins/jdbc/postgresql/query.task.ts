import { TaskType } from '../../api/plugin-type.js';
import { queryOf } from '../sql/query.js';
import { PostgresqlBase } from './postgresql-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.postgresql.Query',
  title: 'Run one SQL query on PostgreSQL.',
})
export class PostgresqlQueryTask extends queryOf(PostgresqlBase) {}
