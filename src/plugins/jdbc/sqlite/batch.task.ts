import { TaskType } from '../../api/plugin-type.js';
import { batchOf } from '../sql/batch.js';
import { SqliteBase } from './sqlite-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.sqlite.Batch',
  title: 'Write every row of a file to SQLite.',
})
export class SqliteBatchTask extends batchOf(SqliteBase) {}
