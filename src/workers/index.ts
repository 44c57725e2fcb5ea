export { ChildProcessLauncher } from './child-process.js';
export { UndiciHttpClient } from './http-client.js';
export { heavyTypes } from './heavy-types.js';
export { Worker } from './worker.js';
