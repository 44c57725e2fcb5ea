export { Heartbeat } from './heartbeat.js';
export { JobDispatcher } from './job-dispatcher.js';
export type { DeriveTaskRunId, JobFeed, JobRunner, ResultSink } from './job-feed.js';
export { FencedError } from './fenced-error.js';
export { Outbox } from './outbox.js';
export { ProcessRegistry } from './process-registry.js';
export { ResultOutbox } from './result-outbox.js';
export type {
  ExecutionSnapshot,
  ParentVariables,
  SnapshotSource,
  TaskRunRecords,
  WorkerJob,
} from './worker-job.js';
