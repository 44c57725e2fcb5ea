export { ChildProcessLauncher } from './child-process.js';
export { UndiciHttpClient } from './http-client.js';
export { Worker } from './worker.js';
export type { WorkerSettings } from './worker.js';
