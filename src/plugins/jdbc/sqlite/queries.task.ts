import { TaskType } from '../../api/plugin-type.js';
import { queriesOf } from '../sql/queries.js';
import { SqliteBase } from './sqlite-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.sqlite.Queries',
  title: 'Run several SQL statements on SQLite.',
})
export class SqliteQueriesTask extends queriesOf(SqliteBase) {}
