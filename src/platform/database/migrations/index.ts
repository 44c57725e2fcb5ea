import { InitialSchema20261122080000 } from './20261122080000-initial-schema.js';

/** Every migration, oldest first. */
export const MIGRATIONS = [InitialSchema20261122080000];
