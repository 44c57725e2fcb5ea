import { tmpdir } from 'node:os';
import { databaseNow, readDatabaseClock } from '../platform/clock/database-clock.js';
import type { INestApplicationContext } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { deriveTaskRunId, nextTryAt } from '../engine/index.js';
import {
  DatabaseFeed,
  ExecutionGateway,
  ExecutionTools,
  ExecutorRole,
  RemoteGateway,
  Snapshots,
} from '../executions/index.js';
import { LoadFlows, WatchFlows } from '../flows/index.js';
import { ExpiredPairs } from '../kv/index.js';
import { processEnvironment } from '../platform/config/environment.js';
import type { Config } from '../platform/config/index.js';
import { Database } from '../platform/database/index.js';
import { hasProcessEnded, sweepDeadFolders } from '../platform/process-folder.js';
import { InternalStorage } from '../platform/storage/internal-storage.js';
import { Heartbeat, JobDispatcher, ProcessRegistry, type ResultSink } from '../queues/index.js';
import { removeOrphanedContainers, sweepPythonCache } from '../plugins/index.js';
import { RUN_SERVICES, type RunServices } from '../run-context/index.js';
import {
  EndedExecutionConditions,
  FlowTriggers,
  Listeners,
  ManageTriggers,
  PollingTriggers,
  Scheduler,
} from '../triggers/index.js';
import { heavyTypes, Worker } from '../workers/index.js';
import { WORKER_SINK } from './process.module.js';
import type { Loop, Role } from './role.js';
import { TriggerTools } from './run-services/trigger-tools.js';

export interface RunningRoles {
  stop(): Promise<void>;
}

/** Others are looked for this often: they decide which jobs and notifications have to leave the process. */
const OTHERS_MS = 5_000;
/** Clocks drift apart slowly. */
const CLOCK_MS = 60_000;
/** Jobs that no notification told of are found this late. */
const JOB_POLL_MS = 1_000;
/** engine.md §15.4: larger outputs of a task belong into a file. */
const MAX_OUTPUT_BYTES = 10 * 1024 * 1024;
/** Tasks that mostly wait hardly cost anything; what they hold in memory bounds their number. */
const LIGHT_LANES = 64;
/** Nobody waits for room in the cache of Python packages. */
const PYTHON_CACHE_MS = 3_600_000;
const PYTHON_CACHE_FIRST_MS = 60_000;
/** Running tasks may end by themselves for so long before a stopping worker gives them up. */
const WORKER_GRACE_MS = 5_000;

/** Puts this process on the list of the living; before it nothing can be written. */
export function joinDatabase(app: INestApplicationContext, config: Config): Promise<RunningRoles> {
  return started([databaseClock(app), membership(app, config), feed(app)]);
}

/**
 * Loads the flows of `--flow-path`, then starts executor and worker. They stop in the opposite order, so that the
 * results of a draining worker are still committed.
 */
export function startRoles(
  app: INestApplicationContext,
  roles: readonly Role[],
  config: Config,
): Promise<RunningRoles> {
  app.get(ExecutionTools).connect(app.get(ExecutionGateway));
  app.get(TriggerTools).connect(app.get(ManageTriggers));
  return started([
    flowFiles(app, config),
    leftovers(app, config),
    roles.includes('executor') ? app.get(ExecutorRole) : app.get(RemoteGateway),
    ...(roles.includes('executor') ? [flowTriggers(app), app.get(ExpiredPairs)] : []),
    ...(roles.includes('worker') && config.worker.threads > 0
      ? [workerLoop(app, config), app.get(PollingTriggers), pythonCache(app, config)]
      : []),
    others(app, roles),
    ...(roles.includes('scheduler') ? [app.get(Scheduler)] : []),
    // Only where one process has all roles: two would write the same files.
    ...(roles.length > 1 ? [app.get(WatchFlows)] : []),
  ]);
}

async function started(loops: readonly Loop[]): Promise<RunningRoles> {
  for (const loop of loops) {
    await loop.start();
  }
  return {
    async stop() {
      for (const loop of [...loops].reverse()) {
        await loop.stop();
      }
    },
  };
}

/** Temporary files and containers of processes that were killed. Nobody waits for it. */
function leftovers(app: INestApplicationContext, { worker }: Config): Loop {
  const logger = new Logger('Leftovers');
  const sweepStorage = async (): Promise<void> => {
    for (const what of await app.get(InternalStorage).removeUnfinished()) {
      logger.log(`Removed ${what}: its process is dead`);
    }
  };
  const sweep = async (root: string): Promise<void> => {
    for (const name of await sweepDeadFolders(root)) {
      logger.log(`Removed ${name} from ${root}: its process is dead`);
    }
  };
  const { taskRunners } = app.get<RunServices>(RUN_SERVICES).settings;
  const sweepContainers = async (): Promise<void> => {
    const isDead = (name: string): boolean => hasProcessEnded(name) === true;
    for (const id of await removeOrphanedContainers(taskRunners, isDead)) {
      logger.log(`Removed the container ${id}: the process of its task is dead`);
    }
  };
  return {
    start() {
      sweepContainers().catch((error: unknown) => logger.warn(String(error)));
      sweepStorage().catch((error: unknown) => logger.warn(String(error)));
      new Set([tmpdir(), worker.temporaryDirectory]).forEach((root) => void sweep(root));
    },
    stop: () => undefined,
  };
}

/** Bounds the packages that Python tasks leave on this machine. The first look is no part of the start. */
function pythonCache(app: INestApplicationContext, { worker }: Config): Loop {
  const logger = new Logger('PythonCache');
  const { processes } = app.get<RunServices>(RUN_SERVICES);
  const limits = { bytes: worker.pythonCacheBytes, milliseconds: worker.pythonCacheMs };
  let timer: NodeJS.Timeout | undefined;
  const sweep = async (): Promise<void> => {
    const home = processEnvironment()['XDG_CACHE_HOME'];
    for (const folder of await sweepPythonCache(processes, limits, home)) {
      logger.log(`Removed ${folder}: the cache of Python packages keeps to its limits`);
    }
  };
  const next = (milliseconds: number): void => {
    timer = setTimeout(() => {
      sweep()
        .catch((error: unknown) => logger.warn(String(error)))
        .finally(() => timer && next(PYTHON_CACHE_MS));
    }, milliseconds);
  };
  return {
    start: () => next(PYTHON_CACHE_FIRST_MS),
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

function membership(app: INestApplicationContext, { liveness }: Config): Loop {
  const logger = new Logger('Processes');
  const processes = app.get(ProcessRegistry);
  const heartbeat = new Heartbeat(
    app.get(Database).connection,
    liveness.heartbeatMs,
    (processId) => {
      logger.error('Declared dead by another process; starting over under a new name');
      processes.startOver(processId).catch((error: unknown) => logger.error(String(error)));
    },
  );
  return {
    async start() {
      processes.onRegistered((id) => heartbeat.follow(id));
      await processes.register();
    },
    async stop() {
      await heartbeat.stop();
      await processes.deregister();
    },
  };
}

function databaseClock(app: INestApplicationContext): Loop {
  const { pool } = app.get(Database);
  let timer: NodeJS.Timeout | undefined;
  return {
    async start() {
      await readDatabaseClock(pool);
      timer = setInterval(() => void readDatabaseClock(pool).catch(() => undefined), CLOCK_MS);
    },
    stop: () => clearInterval(timer),
  };
}

function feed(app: INestApplicationContext): Loop {
  return app.get(DatabaseFeed);
}

function flowFiles(app: INestApplicationContext, { flow }: Config): Loop {
  return {
    async start() {
      if (flow.flowPath !== undefined) {
        await app.get(LoadFlows).load(flow.flowPath);
      }
    },
    stop: () => undefined,
  };
}

/** Hears of states from the executor's first turn on. */
function flowTriggers(app: INestApplicationContext): Loop {
  const executor = app.get(ExecutorRole);
  const loop = app.get(FlowTriggers);
  executor.setAudience(app.get(Listeners));
  executor.setListenerConditions(app.get(EndedExecutionConditions));
  return loop;
}

/** Keeps everybody informed about which other roles live on the database. */
function others(app: INestApplicationContext, roles: readonly Role[]): Loop {
  const logger = new Logger('Processes');
  const look = async (): Promise<void> => {
    const found = await app.get(ProcessRegistry).otherRoles();
    app.get(JobDispatcher).setOthersAbout(found.has('worker'));
    if (roles.includes('executor')) {
      app.get(ExecutorRole).setOthers(found);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    async start() {
      await look();
      timer = setInterval(
        () => void look().catch((error: unknown) => logger.warn(String(error))),
        OTHERS_MS,
      );
    },
    stop: () => clearInterval(timer),
  };
}

function workerLoop(app: INestApplicationContext, config: Config): Loop {
  const logger = new Logger('Worker');
  const database = app.get(Database);
  const dispatcher = app.get(JobDispatcher);
  const worker = new Worker(
    {
      workerId: app.get(ProcessRegistry).processId,
      ...(config.worker.group === undefined ? {} : { workerGroup: config.worker.group }),
      lanes: { light: LIGHT_LANES, heavy: config.worker.threads },
      heavyTypes: heavyTypes(),
    },
    dispatcher,
    app.get(Snapshots),
    {
      sink: app.get<ResultSink>(WORKER_SINK),
      runServices: app.get<RunServices>(RUN_SERVICES),
      limits: { outputBytes: MAX_OUTPUT_BYTES },
      deriveTaskRunId,
      nextTryAt,
      now: databaseNow,
      onTrouble: (message, error) => logger.error(`${message}: ${String(error)}`),
    },
  );
  const ends: (() => void)[] = [];
  return {
    async start() {
      ends.push(await database.listen('worker_jobs', () => dispatcher.tableChanged()));
      ends.push(
        await database.listen(
          'worker_kills',
          () => void dispatcher.killMarked().catch(() => undefined),
        ),
      );
      const poll = setInterval(() => dispatcher.tableChanged(), JOB_POLL_MS);
      ends.push(() => clearInterval(poll));
      worker.start();
    },
    async stop() {
      await worker.stop(WORKER_GRACE_MS);
      ends.forEach((end) => end());
    },
  };
}
