import { type DynamicModule, Global, Module } from '@nestjs/common';
import {
  DatabaseFeed,
  ExecutionFeed,
  ExecutionGateway,
  ExecutionsModule,
  ExecutorResults,
  ExecutorRole,
  InputResolver,
  LocalGateway,
  RemoteGateway,
  Snapshots,
} from '../executions/index.js';
import { FindFlow } from '../flows/index.js';
import { Config } from '../platform/config/index.js';
import { Database } from '../platform/database/index.js';
import { JobDispatcher, Outbox, ProcessRegistry, ResultOutbox } from '../queues/index.js';
import type { Role } from './role.js';
import { heavyTypes } from '../workers/index.js';
import { RunServicesModule } from './run-services.module.js';
import { RUN_SERVICES, type RunServices } from '../run-context/index.js';

/** Sources and sinks of this process's worker. */
export const WORKER_SINK = Symbol('WORKER_SINK');

/**
 * How the roles of this process reach each other and the other processes. With the executor role requests and results
 * stay in memory; without it they travel through the mailboxes of the database.
 */
@Global()
@Module({})
export class ProcessModule {
  static with(roles: readonly Role[]): DynamicModule {
    const hasExecutor = roles.includes('executor');
    const providers = [
      {
        provide: ProcessRegistry,
        inject: [Database, Config],
        useFactory: ({ pool }: Database, { liveness, worker }: Config) => {
          const group = roles.includes('worker') ? worker.group : undefined;
          return new ProcessRegistry(pool, roles, liveness.timeoutMs, group);
        },
      },
      {
        provide: Outbox,
        inject: [Database, ProcessRegistry],
        useFactory: ({ pool }: Database, processes: ProcessRegistry) => new Outbox(pool, processes),
      },
      {
        provide: JobDispatcher,
        inject: [Database, ProcessRegistry],
        useFactory: ({ pool }: Database, processes: ProcessRegistry) =>
          new JobDispatcher(pool, () => processes.processId, heavyTypes()),
      },
      {
        provide: DatabaseFeed,
        inject: [Database],
        useFactory: (database: Database) => new DatabaseFeed(database),
      },
      { provide: ExecutionFeed, useExisting: DatabaseFeed },
      ...(hasExecutor ? WITH_EXECUTOR : WITHOUT_EXECUTOR),
    ];
    return {
      module: ProcessModule,
      imports: [RunServicesModule, ExecutionsModule],
      providers,
      exports: [
        RunServicesModule,
        ExecutionsModule,
        ProcessRegistry,
        Outbox,
        JobDispatcher,
        DatabaseFeed,
        ExecutionFeed,
        ExecutionGateway,
        Snapshots,
        WORKER_SINK,
        ...(hasExecutor ? [ExecutorRole] : [RemoteGateway]),
      ],
    };
  }
}

const WITH_EXECUTOR = [
  {
    provide: ExecutorRole,
    inject: [
      Database,
      ProcessRegistry,
      Outbox,
      JobDispatcher,
      DatabaseFeed,
      FindFlow,
      InputResolver,
      RUN_SERVICES,
    ],
    useFactory: (
      database: Database,
      processes: ProcessRegistry,
      outbox: Outbox,
      dispatcher: JobDispatcher,
      feed: DatabaseFeed,
      flows: FindFlow,
      inputs: InputResolver,
      services: RunServices,
    ) =>
      new ExecutorRole({ database, processes, outbox, dispatcher, feed, flows, inputs, services }),
  },
  {
    provide: ExecutionGateway,
    inject: [ExecutorRole, FindFlow],
    useFactory: ({ executor }: ExecutorRole, flows: FindFlow) => new LocalGateway(executor, flows),
  },
  {
    provide: Snapshots,
    inject: [Database, FindFlow, RUN_SERVICES, ExecutorRole],
    useFactory: (
      { pool }: Database,
      flows: FindFlow,
      { settings }: RunServices,
      { executor }: ExecutorRole,
    ) => new Snapshots(pool, flows, settings.recursiveRendering, executor),
  },
  {
    provide: WORKER_SINK,
    inject: [ExecutorRole, JobDispatcher, Outbox],
    useFactory: ({ executor }: ExecutorRole, dispatcher: JobDispatcher, outbox: Outbox) =>
      new ExecutorResults(executor, dispatcher, outbox),
  },
];

const WITHOUT_EXECUTOR = [
  {
    provide: RemoteGateway,
    inject: [Database, ProcessRegistry, Outbox],
    useFactory: (database: Database, processes: ProcessRegistry, outbox: Outbox) =>
      new RemoteGateway(database, processes, outbox),
  },
  { provide: ExecutionGateway, useExisting: RemoteGateway },
  {
    provide: Snapshots,
    inject: [Database, FindFlow, RUN_SERVICES],
    useFactory: ({ pool }: Database, flows: FindFlow, { settings }: RunServices) =>
      new Snapshots(pool, flows, settings.recursiveRendering, undefined),
  },
  {
    provide: WORKER_SINK,
    inject: [Outbox, JobDispatcher],
    useFactory: (outbox: Outbox, dispatcher: JobDispatcher) => new ResultOutbox(outbox, dispatcher),
  },
];
