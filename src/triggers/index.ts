export { Scheduler } from './scheduler.js';
export { TriggersModule } from './triggers.module.js';
export { WebhookModule } from './webhook.module.js';
