export { Database, type DatabaseLog, type DatabaseOptions } from './database.js';
export { persistently } from './persistently.js';
export { isRetryable } from './retryable.js';
export { type Tx } from './transaction.js';
