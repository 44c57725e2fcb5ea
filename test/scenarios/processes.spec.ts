import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { Player, readScenarios } from './scenario.js';
import { asProcesses, type Topology } from './topology.js';

/** Those in which most travels between the roles; the others run in `scenarios.spec.ts`. */
const CHOSEN = [
  'parent-waits-for-child',
  'kill-ends-a-running-process',
  'files-pass-between-tasks',
  'pause-is-resumed-with-values',
];
const TIMEOUT_MS = 120_000;

describe('with a process per role', () => {
  let topology: Topology;
  beforeAll(async () => {
    topology = await asProcesses();
  }, TIMEOUT_MS);
  afterAll(() => topology.stop());

  test.each(readScenarios(CHOSEN))(
    '%s',
    (_behaviour, scenario) => new Player(topology.url, scenario).play(),
    TIMEOUT_MS,
  );
});
