import type { Flow, TriggerDefinition } from '../model/flow.js';
import { LOG_LEVELS } from '../model/task.js';
import type { LogLevel } from '../model/task.js';
import { SecretMask, TaskLog } from '../run-context/index.js';

/** Lines of a trigger (triggers.md §12); with the execution's id once the evaluation makes one. */
export function triggerLog(
  flow: Pick<Flow, 'namespace' | 'id'>,
  trigger: TriggerDefinition,
  executionId?: string,
  mask: SecretMask = new SecretMask(),
): TaskLog {
  const declared = trigger['logLevel'] ?? trigger['minLogLevel'];
  const minimum: LogLevel = LOG_LEVELS.find((level) => level === declared) ?? 'INFO';
  return new TaskLog(
    {
      namespace: flow.namespace,
      flowId: flow.id,
      triggerId: trigger.id,
      ...(executionId !== undefined && { executionId }),
    },
    mask,
    minimum,
  );
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
