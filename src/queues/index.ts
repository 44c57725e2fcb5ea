export { Heartbeat } from './heartbeat.js';
export { JobDispatcher } from './job-dispatcher.js';
export type { ResultSink } from './job-feed.js';
export { Outbox } from './outbox.js';
export { ProcessRegistry } from './process-registry.js';
export { ResultOutbox } from './result-outbox.js';
