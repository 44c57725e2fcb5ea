export { Database, type DatabaseLog, type DatabaseOptions } from './database.js';
export { isRetryable } from './retryable.js';
export { clientOf, type Tx } from './transaction.js';
