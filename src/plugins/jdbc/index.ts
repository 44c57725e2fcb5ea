import type { PluginClass } from '../api/plugin-type.js';
import { DuckDbQueriesTask } from './duckdb/queries.task.js';
import { DuckDbQueryTask } from './duckdb/query.task.js';
import { DuckDbTrigger } from './duckdb/query.trigger.js';

/** Every type of `io.kestra.plugin.jdbc`. Drivers are loaded when a task first runs. */
export const JDBC_PLUGINS: readonly PluginClass[] = [
  DuckDbQueriesTask,
  DuckDbQueryTask,
  DuckDbTrigger,
];
