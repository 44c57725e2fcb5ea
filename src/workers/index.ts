export { ChildProcessLauncher } from './child-process.js';
export { FetchHttpClient } from './http-client.js';
export { Worker } from './worker.js';
export type { WorkerSettings } from './worker.js';
