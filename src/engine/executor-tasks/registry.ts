import type { ExecutorTask } from './executor-task.js';
import { exit } from './exit.js';
import { labels } from './labels.js';
import { setVariables, unsetVariables } from './variables.js';

const PREFIX = 'io.kestra.plugin.core.execution';

/** By canonical type. */
const EXECUTOR_TASKS: ReadonlyMap<string, ExecutorTask> = new Map([
  [`${PREFIX}.Labels`, labels],
  [`${PREFIX}.SetVariables`, setVariables],
  [`${PREFIX}.UnsetVariables`, unsetVariables],
  [`${PREFIX}.Exit`, exit],
]);

export function executorTaskOf(type: string): ExecutorTask | undefined {
  return EXECUTOR_TASKS.get(type);
}
