import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Config } from '../platform/config/index.js';
import type { Database } from '../platform/database/index.js';
import { JsonAdapter, setUpExpress } from '../platform/http/index.js';
import { StartupError } from '../platform/startup-error.js';
import { openDatabase } from './open-database.js';
import { PlatformModule } from './platform.module.js';
import { Access } from './access.js';
import { Readiness } from './readiness.js';
import type { Role } from './role.js';
import { joinDatabase, type RunningRoles, startRoles } from './start-roles.js';
import { StandaloneModule } from './standalone.module.js';

export interface ServerOptions {
  readonly config: Config;
  readonly roles: readonly Role[];
  readonly log: LoggerService | false;
}

/** How long open requests may go on after the order to stop. */
const HTTP_PATIENCE_MS = 2_000;

/** One process of the orchestrator, started and stopped in the right order. */
export class Server {
  private constructor(
    private readonly app: NestExpressApplication,
    private readonly database: Database,
    private readonly running: readonly RunningRoles[],
    /** Where the web server listens, e.g. `http://localhost:8080`. */
    readonly url: string,
  ) {}

  /**
   * Database, web server, flows, then executor, scheduler and worker.
   * @throws StartupError for everything an operator can put right.
   */
  static async start({ config, roles, log }: ServerOptions): Promise<Server> {
    const database = await openDatabase(config);
    try {
      const app = await createApplication(config, roles, database, log);
      return await Server.startApplication(app, database, config, roles);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  private static async startApplication(
    app: NestExpressApplication,
    database: Database,
    config: Config,
    roles: readonly Role[],
  ): Promise<Server> {
    const running: RunningRoles[] = [];
    try {
      running.unshift(await joinDatabase(app, config));
      const url = await listen(app, config);
      running.unshift(await startRoles(app, roles, config));
      app.get(Readiness).isReady = true;
      return new Server(app, database, running, url);
    } catch (error) {
      await stopAll(running);
      await app.close();
      throw error;
    }
  }

  /** For specs and the composition of servers: the container behind. */
  get container(): INestApplication {
    return this.app;
  }

  /** Web server, scheduler, executor, workers, database. */
  async stop(): Promise<void> {
    this.app.get(Readiness).isReady = false;
    await closeHttp(this.app.getHttpServer() as HttpServer);
    await stopAll(this.running);
    await this.app.close();
    await this.database.close();
  }
}

async function createApplication(
  config: Config,
  roles: readonly Role[],
  database: Database,
  log: LoggerService | false,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    StandaloneModule.with(roles, PlatformModule.with(config, database)),
    new JsonAdapter(),
    { logger: log, abortOnError: false, bodyParser: false },
  );
  setUpExpress(app, {
    maxBodyBytes: config.webserver.maxRequestBytes,
    basicAuth: config.basicAuth,
    ...(roles.includes('webserver') && { gatekeeper: app.get(Access, { strict: false }) }),
  });
  return app;
}

async function stopAll(running: readonly RunningRoles[]): Promise<void> {
  for (const roles of running) {
    await roles.stop();
  }
}

async function listen(app: NestExpressApplication, { webserver }: Config): Promise<string> {
  const { port, host } = webserver;
  try {
    await (host === undefined ? app.listen(port) : app.listen(port, host));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') {
      const why = code === 'EACCES' ? 'may not be used by this account' : 'is already in use';
      throw new StartupError(`Port ${port} ${why}. Choose another with --port.`, 1, {
        cause: error,
      });
    }
    throw error;
  }
  const address = (app.getHttpServer() as HttpServer).address() as AddressInfo;
  return `http://${host ?? 'localhost'}:${address.port}`;
}

/** New connections are refused, open requests may finish, streams that never end are cut. */
async function closeHttp(server: HttpServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), HTTP_PATIENCE_MS);
  await closed;
  clearTimeout(impatience);
}
