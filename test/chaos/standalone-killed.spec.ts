import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFlows, Load, moments } from './load.js';
import { Installation, type ServerProcess } from './installation.js';
import { randomFrom, seedOf } from './random.js';
import { verdict } from './verdict.js';

const EXECUTIONS = 1_000;
const KILLS = 3;

describe('a standalone server', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await Installation.standalone();
  });
  afterEach(async () => installation.remove());

  test('that is killed under load loses no execution and does nothing twice', async () => {
    const random = randomFrom(seedOf('standalone killed'));
    let server: ServerProcess = await installation.start('standalone');
    await createFlows(() => server.url);
    const load = new Load(() => server.url, EXECUTIONS);
    for (const moment of moments(random, EXECUTIONS, KILLS)) {
      await load.until(moment);
      await server.kill();
      server = await installation.start('standalone');
    }
    await load.until();

    expect(await verdict(installation, load, 60_000)).toEqual([]);
    expect(await server.stop()).toBe(0);
  }, 120_000);

  test('that is stopped in order under load goes on where it was', async () => {
    const random = randomFrom(seedOf('standalone stopped'));
    let server: ServerProcess = await installation.start('standalone');
    await createFlows(() => server.url);
    const load = new Load(() => server.url, EXECUTIONS / 2);
    const codes: (number | null)[] = [];
    for (const moment of moments(random, EXECUTIONS / 2, 2)) {
      await load.until(moment);
      codes.push(await server.stop());
      server = await installation.start('standalone');
    }
    await load.until();

    expect(await verdict(installation, load, 60_000)).toEqual([]);
    expect(codes).toEqual([0, 0]);
  }, 120_000);
});
