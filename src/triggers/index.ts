export { FlowTriggers } from './flow/flow-triggers.js';
export { Listeners } from './flow/listeners.js';
export { EndedExecutionConditions } from './listener-conditions.js';
export { Scheduler } from './scheduler.js';
export { TriggersModule } from './triggers.module.js';
export { WebhookModule } from './webhook.module.js';
