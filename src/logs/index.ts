export { ExecutionEnds } from './follow-logs.js';
export { LogsHttpModule, LogsModule } from './logs.module.js';
export { LogRepository } from './store/log.repository.js';
export { MetricRepository } from './store/metric.repository.js';
export type { StoredLog } from './store/log.repository.js';
export { bucketUnit, filledBuckets } from './metric-buckets.js';
export type { BucketUnit } from './metric-buckets.js';
