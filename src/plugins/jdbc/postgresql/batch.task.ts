import { TaskType } from '../../api/plugin-type.js';
import { batchOf } from '../sql/batch.js';
import { PostgresqlBase } from './postgresql-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.postgresql.Batch',
  title: 'Write every row of a file to PostgreSQL.',
})
export class PostgresqlBatchTask extends batchOf(PostgresqlBase) {}
