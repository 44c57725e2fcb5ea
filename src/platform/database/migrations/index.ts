import { InitialSchema20261122080000 } from './20261122080000-initial-schema.js';
import { TriggerScheduling20261122090000 } from './20261122090000-trigger-scheduling.js';
import { Templates20261122110000 } from './20261122110000-templates.js';
import { WorkerGroups20261122120000 } from './20261122120000-worker-groups.js';
import { Dashboards20261122130000 } from './20261122130000-dashboards.js';
import { Gauges20261130120000 } from './20261130120000-gauges.js';
import { ExpiredPairs20261130200000 } from './20261130200000-expired-pairs.js';
import { FairWorkerJobs20261130210000 } from './20261130210000-fair-worker-jobs.js';
import { TriggerWorkerGroups20261130211000 } from './20261130211000-trigger-worker-groups.js';

/** Every migration, oldest first. */
export const MIGRATIONS = [
  InitialSchema20261122080000,
  TriggerScheduling20261122090000,
  Templates20261122110000,
  WorkerGroups20261122120000,
  Dashboards20261122130000,
  Gauges20261130120000,
  ExpiredPairs20261130200000,
  FairWorkerJobs20261130210000,
  TriggerWorkerGroups20261130211000,
];
