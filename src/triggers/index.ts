export { FlowTriggers } from './flow/flow-triggers.js';
export { Listeners } from './flow/listeners.js';
export { EndedExecutionConditions } from './listener-conditions.js';
export { ManageTriggers } from './manage-triggers.js';
export { Scheduler } from './scheduler.js';
export { TriggersHttpModule } from './triggers-http.module.js';
export { TriggersModule } from './triggers.module.js';
export { WebhookModule } from './webhook.module.js';
