import type { Pool } from 'pg';
import type { Effect, ExecutionEvent, Question } from '../../engine/index.js';
import type { Execution } from '../../model/execution.js';
import type { Flow } from '../../model/flow.js';
import type { StateType } from '../../model/state.js';
import type { Lane } from '../../queues/job-feed.js';
import type { ProcessRegistry } from '../../queues/process-registry.js';
import type { TaskRunRecords, WorkerJob } from '../../queues/worker-job.js';
import type { ExecutionRequest } from '../execution-gateway.js';
import type { SubflowOutputs } from './answers.js';
import type { LiveExecution } from './live-execution.js';
import type { Answer } from './questions.js';

/** What the executor needs from the world around it. */
export interface ExecutorPorts {
  readonly pool: Pool;
  readonly processes: ProcessRegistry;
  /** Milliseconds since the epoch by the database's clock. */
  now(): number;
  /** A flow without tasks when it is gone or cannot be read any more. */
  flowOf(execution: Execution): Flow | Promise<Flow>;
  answer(live: LiveExecution, question: Question, at: string): Answer;
  /** What a waiting parent gets of this execution. */
  subflowOutputs(live: LiveExecution): SubflowOutputs | Promise<SubflowOutputs>;
  readonly jobs: JobOutlet;
  /** Work that follows a commit and takes its time: the creation of subflows, the granting of freed slots. */
  followUp(live: LiveExecution, effect: Effect): void;
  /** For executions that another process holds. */
  forward(
    executionId: string,
    request: ExecutionRequest | ExecutionEvent,
    records?: TaskRunRecords,
  ): Promise<void>;
  /** Whether anybody wants to hear of the states of this execution (Flow triggers). */
  isAnnounced(execution: Execution, state: StateType): boolean;
  /** After the commit: followers and waiting calls look again. */
  published(executionIds: readonly string[]): void;
  /** The transaction failed for a reason that passes (connection lost, server restarting). */
  isRetryable(error: unknown): boolean;
}

/** Where attempts go. */
export interface JobOutlet {
  /** Whether this process's own worker takes the attempt; otherwise it goes through the table. */
  takesLocally(workerGroup: string | undefined, taskType: string): boolean;
  laneOf(taskType: string): Lane;
  offer(job: WorkerJob): void;
  /** Attempts of the execution that this process's worker has taken and not reported yet. */
  heldOf(executionId: string): readonly WorkerJob[];
  kill(executionId: string, taskRunIds: readonly string[]): void;
}
