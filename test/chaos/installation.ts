import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { stringify } from 'yaml';
import { EmbeddedPostgres } from '../../src/platform/database/embedded/embedded-postgres.js';
import { readPostmasterFile } from '../../src/platform/database/embedded/postmaster-file.js';
import { PORT, USER } from '../../src/platform/database/embedded/settings.js';
import { waitFor } from '../support/wait-for.js';

/** The build under test; another one with KESTRA_DIST. */
const MAIN = resolve(process.env['KESTRA_DIST'] ?? 'dist', 'main.js');
const START_MS = 60_000;
const DEATH_MS = 30_000;
const LINES_KEPT = 60;

/** A real server process that can be killed, frozen and stopped. */
export class ServerProcess {
  /** Empty until it is ready. */
  url = '';
  private output: string[] = [];
  private ended: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  private readonly exit: Promise<void>;

  private constructor(
    readonly role: string,
    private readonly child: ChildProcess,
  ) {
    const keep = (chunk: Buffer): void => {
      const lines = chunk
        .toString()
        .split('\n')
        .filter((line) => line !== '');
      this.output = [...this.output, ...lines].slice(-LINES_KEPT);
      this.url ||= /Server Running: (http:\/\/[^,]+)/.exec(this.text)?.[1] ?? '';
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.exit = new Promise((resolveExit) => {
      child.once('exit', (code, signal) => {
        this.ended = { code, signal };
        resolveExit();
      });
    });
  }

  static async start(role: string, configFile: string): Promise<ServerProcess> {
    const child = spawn(
      process.execPath,
      [MAIN, 'server', role, '--config', configFile, '--port', '0'],
      { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const server = new ServerProcess(role, child);
    await waitFor(() => {
      if (server.ended !== undefined) {
        return true;
      }
      return server.url !== '';
    }, START_MS);
    if (server.ended !== undefined) {
      throw new Error(`the ${role} did not start:\n${server.text}`);
    }
    return server;
  }

  get hasExited(): boolean {
    return this.ended !== undefined;
  }

  /** The last lines it wrote. */
  get text(): string {
    return this.output.join('\n');
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Its exit code after SIGTERM. */
  async stop(): Promise<number | null> {
    await this.end('SIGTERM');
    return this.ended?.code ?? null;
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.exit;
  }
}

/** A directory with what servers need, their PostgreSQL, and the servers started on it. */
export class Installation {
  private postgres: EmbeddedPostgres | undefined;
  private readonly servers = new Set<ServerProcess>();
  private pool: pg.Pool | undefined;

  private constructor(
    readonly directory: string,
    private readonly configFile: string,
  ) {}

  /** Servers start their own PostgreSQL, so there may be one at a time. */
  static standalone(config: Readonly<Record<string, unknown>> = {}): Promise<Installation> {
    return Installation.create(config);
  }

  /** Servers share a PostgreSQL that the test starts and stops. */
  static async split(config: Readonly<Record<string, unknown>> = {}): Promise<Installation> {
    const installation = await Installation.create(config, true);
    await installation.startPostgres();
    return installation;
  }

  private static async create(
    config: Readonly<Record<string, unknown>>,
    isShared = false,
  ): Promise<Installation> {
    const directory = await mkdtemp(join(tmpdir(), 'kestra-chaos-'));
    // PostgreSQL does not run as root: its account has to get in.
    await chmod(directory, 0o755);
    const configFile = join(directory, 'config.yml');
    const socket = encodeURIComponent(join(directory, 'postgres'));
    await writeFile(
      configFile,
      stringify({
        'kestra.data-directory': directory,
        'kestra.tasks.tmp-dir.path': join(directory, 'work'),
        ...(isShared && {
          'datasources.postgres.url': `postgres://${USER}@${socket}:${PORT}/postgres`,
        }),
        ...config,
      }),
    );
    return new Installation(directory, configFile);
  }

  async start(role: string): Promise<ServerProcess> {
    const server = await ServerProcess.start(role, this.configFile);
    this.servers.add(server);
    return server;
  }

  async startPostgres(): Promise<void> {
    this.postgres = await EmbeddedPostgres.start({
      dataDirectory: join(this.directory, 'postgres'),
      settings: { max_connections: '120' },
    });
  }

  /** Like a power cut: no checkpoint, open connections break. */
  async crashPostgres(): Promise<void> {
    const file = await readPostmasterFile(join(this.directory, 'postgres'));
    if (file === undefined) {
      throw new Error('PostgreSQL does not run');
    }
    process.kill(file.pid, 'SIGQUIT');
    await this.postgres?.stop();
  }

  /** Resolves when no process knows the server as living any more. */
  async untilDeclaredDead({ pid }: ServerProcess): Promise<void> {
    await waitFor(async () => {
      const { rows } = await this.database.query('select from services where pid = $1', [pid]);
      return rows.length === 0;
    }, DEATH_MS);
  }

  /** For looking at the tables. */
  get database(): pg.Pool {
    if (this.pool === undefined) {
      const host = join(this.directory, 'postgres');
      this.pool = new pg.Pool({ host, port: PORT, user: USER, database: 'postgres', max: 2 });
      this.pool.on('error', () => undefined);
    }
    return this.pool;
  }

  /** What the servers wrote, for a failure. */
  get logs(): string {
    return [...this.servers].map(({ role, text }) => `--- ${role}\n${text}`).join('\n');
  }

  async remove(): Promise<void> {
    await this.pool?.end();
    for (const server of this.servers) {
      if (!server.hasExited) {
        server.thaw();
        await server.kill();
      }
    }
    await this.postgres?.stop();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
