import { InitialSchema20261122080000 } from './20261122080000-initial-schema.js';
import { TriggerScheduling20261122090000 } from './20261122090000-trigger-scheduling.js';

/** Every migration, oldest first. */
export const MIGRATIONS = [InitialSchema20261122080000, TriggerScheduling20261122090000];
