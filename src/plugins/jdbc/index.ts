import type { PluginClass } from '../api/plugin-type.js';
import { DuckDbQueriesTask } from './duckdb/queries.task.js';
import { DuckDbQueryTask } from './duckdb/query.task.js';
import { DuckDbTrigger } from './duckdb/query.trigger.js';
import { MysqlBatchTask } from './mysql/batch.task.js';
import { MysqlQueriesTask } from './mysql/queries.task.js';
import { MysqlQueryTask } from './mysql/query.task.js';
import { MysqlTrigger } from './mysql/query.trigger.js';
import { PostgresqlBatchTask } from './postgresql/batch.task.js';
import { PostgresqlCopyInTask } from './postgresql/copy-in.task.js';
import { PostgresqlCopyOutTask } from './postgresql/copy-out.task.js';
import { PostgresqlQueriesTask } from './postgresql/queries.task.js';
import { PostgresqlQueryTask } from './postgresql/query.task.js';
import { PostgresqlTrigger } from './postgresql/query.trigger.js';
import { SqliteBatchTask } from './sqlite/batch.task.js';
import { SqliteQueriesTask } from './sqlite/queries.task.js';
import { SqliteQueryTask } from './sqlite/query.task.js';
import { SqliteTrigger } from './sqlite/query.trigger.js';

/** Every type of `io.kestra.plugin.jdbc`. Drivers are loaded when a task first runs. */
export const JDBC_PLUGINS: readonly PluginClass[] = [
  DuckDbQueriesTask,
  DuckDbQueryTask,
  DuckDbTrigger,
  MysqlBatchTask,
  MysqlQueriesTask,
  MysqlQueryTask,
  MysqlTrigger,
  PostgresqlBatchTask,
  PostgresqlCopyInTask,
  PostgresqlCopyOutTask,
  PostgresqlQueriesTask,
  PostgresqlQueryTask,
  PostgresqlTrigger,
  SqliteBatchTask,
  SqliteQueriesTask,
  SqliteQueryTask,
  SqliteTrigger,
];
