import type { ExecutionView } from '../../engine/index.js';
import type { Flow } from '../../model/flow.js';
import { SecretMask } from '../../run-context/index.js';
import type { Mail } from './mail.js';
import type { Work } from './work.js';

/** An execution that this process owns and holds in memory. */
export interface LiveExecution {
  readonly view: ExecutionView;
  readonly flow: Flow;
  /** Order of creation of the task runs, as in `task_runs.position`. */
  readonly positions: Map<string, number>;
  nextPosition: number;
  /** Delays that are pending, by key: ISO instants. */
  readonly delays: Map<string, string>;
  /** Attempts that went through the `worker_jobs` table, as `<taskRunId>:<attempt>`. */
  readonly tableJobs: Set<string>;
  /** Attempts that this process's own worker holds. */
  readonly localJobs: Set<string>;
  /** The row does not exist yet: the next write inserts it. */
  isNew: boolean;
  /** Set while an answer to a question of the core is awaited: its work so far, and the mail that came since. */
  parked: { readonly work: Work; readonly waiting: Mail[] } | undefined;
  /** Background work of the shell (creation of subflows): the view has to stay. */
  chores: number;
  lastUsedAt: number;
  /** Secrets that the executor's own expressions have read: logs hide them. */
  secrets?: SecretMask;
}

export function hideSecret(live: LiveExecution, secret: string): void {
  live.secrets ??= new SecretMask();
  live.secrets.add(secret);
}

export function jobKey(taskRunId: string, attempt: number): string {
  return `${taskRunId}:${attempt}`;
}
