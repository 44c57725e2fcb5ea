export { Database } from './database.js';
export { persistently } from './persistently.js';
export { isRetryable } from './retryable.js';
