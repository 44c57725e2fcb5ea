import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { Player, readScenarios } from './scenario.js';
import { apart, together, type Topology } from './topology.js';

const TIMEOUT_MS = 60_000;

describe.each([
  ['with all roles in one server', together],
  ['with a server per role', apart],
] as const)('%s', (_title, start) => {
  let topology: Topology;
  beforeAll(async () => {
    topology = await start();
  }, TIMEOUT_MS);
  afterAll(() => topology.stop());

  test.each(readScenarios())(
    '%s',
    (_behaviour, scenario) => new Player(topology.url, scenario).play(),
    TIMEOUT_MS,
  );
});
