import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFlows, Load, moments } from './load.js';
import { randomFrom, seedOf } from './random.js';
import { type SplitServers, startSplit } from './split.js';
import { waitFor } from '../support/wait-for.js';
import { verdict } from './verdict.js';

const EXECUTIONS = 1_000;
const DATABASE_IS_AWAY_MS = 3_000;
const TIMEOUT_MS = 120_000;
const REST_MS = 60_000;

describe('servers that share a database', () => {
  let servers: SplitServers;
  let load: Load;
  beforeEach(async () => {
    servers = await startSplit();
    await createFlows(() => servers.webserver.url);
    load = new Load(() => servers.webserver.url, EXECUTIONS);
  }, TIMEOUT_MS);
  afterEach(async () => {
    load.stop();
    await servers.installation.remove();
  });

  test(
    'survive that an executor and a worker are killed again and again',
    async () => {
      const { installation, executors, workers } = servers;
      const random = randomFrom(seedOf('executor and worker killed'));
      for (const moment of moments(random, EXECUTIONS, 3)) {
        await load.until(moment);
        await executors.shift()?.kill();
        executors.push(await installation.start('executor'));
        await workers.shift()?.kill();
        workers.push(await installation.start('worker'));
      }
      await load.until();
      await executors.shift()?.kill();
      await workers.shift()?.kill();

      expect(await verdict(installation, load, REST_MS)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'go on after an immediate stop of PostgreSQL',
    async () => {
      const { installation, webserver, scheduler, executors, workers } = servers;
      const random = randomFrom(seedOf('PostgreSQL stopped'));
      for (const moment of moments(random, EXECUTIONS, 2)) {
        await load.until(moment);
        await installation.crashPostgres();
        await delay(DATABASE_IS_AWAY_MS);
        await installation.startPostgres();
      }
      await load.until();

      expect(await verdict(installation, load, REST_MS)).toEqual([]);
      const processes = [webserver, scheduler, ...executors, ...workers];
      const exited = processes.filter((server) => server.hasExited);
      expect(exited.map(({ role, text }) => `${role}\n${text}`)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'fence an executor and a worker off that stood still for longer than their lease',
    async () => {
      const { installation, executors, workers } = servers;
      const random = randomFrom(seedOf('executor and worker frozen'));
      const frozen = [...executors.slice(0, 1), ...workers.slice(0, 1)];
      for (const moment of moments(random, EXECUTIONS, 1)) {
        await load.until(moment);
        frozen.forEach((server) => server.freeze());
        await Promise.all(frozen.map((server) => installation.untilDeclaredDead(server)));
        frozen.forEach((server) => server.thaw());
      }
      await load.until();

      expect(await verdict(installation, load, REST_MS)).toEqual([]);
      expect(frozen.filter((server) => server.hasExited)).toEqual([]);
      for (const server of frozen) {
        await waitFor(() => /under a new name/.test(server.text));
      }
    },
    TIMEOUT_MS,
  );

  test(
    'hand over what they do when they are stopped in order',
    async () => {
      const { installation, executors, workers } = servers;
      const random = randomFrom(seedOf('executor and worker stopped'));
      const codes: (number | null | undefined)[] = [];
      for (const moment of moments(random, EXECUTIONS, 2)) {
        await load.until(moment);
        codes.push(await executors.shift()?.stop(), await workers.shift()?.stop());
        executors.push(await installation.start('executor'));
        workers.push(await installation.start('worker'));
      }
      await load.until();

      expect(await verdict(installation, load, REST_MS)).toEqual([]);
      expect(codes).toEqual([0, 0, 0, 0]);
    },
    TIMEOUT_MS,
  );
});
