import { TaskType } from '../../api/plugin-type.js';
import { queryOf } from '../sql/query.js';
import { SqliteBase } from './sqlite-base.js';

@TaskType({ type: 'io.kestra.plugin.jdbc.sqlite.Query', title: 'Run one SQL query on SQLite.' })
export class SqliteQueryTask extends queryOf(SqliteBase) {}
