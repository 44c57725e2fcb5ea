import pg from 'pg';
import type { Role } from '../../src/app/role.js';
import { type RunningServer, startServer } from './server.js';
import { dropDatabase, emptyDatabase } from './test-database.js';

/** A row of `executions`. */
export interface ExecutionRow {
  readonly id: string;
  readonly state: string;
  readonly document: {
    readonly labels: { key: string; value: string }[];
    readonly inputs?: Record<string, unknown>;
    readonly variables?: Record<string, unknown>;
    readonly trigger: { readonly id: string; readonly variables: Record<string, unknown> };
  };
}

/** An answer of the API; pages have `results`. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly results: Record<string, string>[];
    readonly backfill?: { readonly paused: boolean };
  };
}

/** What specs look at in a row of `triggers`. */
export interface TriggerColumns {
  readonly disabled: boolean;
  readonly next_date: string;
  readonly execution_id: string | null;
  readonly flow_revision: number;
}

/** Servers on one database, which is asked directly for what is not the API's business. */
export class World {
  private readonly servers: RunningServer[] = [];

  private constructor(
    readonly databaseUrl: string,
    readonly client: pg.Client,
  ) {}

  static async make(): Promise<World> {
    const databaseUrl = await emptyDatabase('template_kestra');
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    return new World(databaseUrl, client);
  }

  start(...roles: Role[]): Promise<RunningServer> {
    return this.startWith({}, ...roles);
  }

  async startWith(config: Record<string, unknown>, ...roles: Role[]): Promise<RunningServer> {
    const server = await startServer({
      databaseUrl: this.databaseUrl,
      config,
      ...(roles.length > 0 && { roles }),
    });
    this.servers.push(server);
    return server;
  }

  async stop(server: RunningServer): Promise<void> {
    this.servers.splice(this.servers.indexOf(server), 1);
    await server.stop();
  }

  async end(): Promise<void> {
    for (const server of [...this.servers]) {
      await this.stop(server);
    }
    await this.client.end();
    await dropDatabase(this.databaseUrl);
  }

  async call(server: RunningServer, method: string, path: string, body?: unknown): Promise<Answer> {
    const isText = typeof body === 'string';
    const response = await fetch(`${server.url}/api/v1/${path}`, {
      method,
      headers: { 'content-type': isText ? 'application/x-yaml' : 'application/json' },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
    };
  }

  async save(server: RunningServer, source: string): Promise<void> {
    const { status, body } = await this.call(server, 'POST', 'flows', source);
    if (status !== 200) {
      throw new Error(JSON.stringify(body));
    }
  }

  async executions(flowId: string): Promise<ExecutionRow[]> {
    const { rows } = await this.client.query<ExecutionRow>(
      'select id, state, document from executions where flow_id = $1 order by start_date, id',
      [flowId],
    );
    return rows;
  }

  async dates(flowId: string): Promise<string[]> {
    const rows = await this.executions(flowId);
    return rows.map(({ document }) => String(document.trigger.variables['date'])).sort();
  }

  async trigger(flowId: string, triggerId = 't'): Promise<TriggerColumns | undefined> {
    const { rows } = await this.client.query<TriggerColumns>(
      'select * from triggers where flow_id = $1 and trigger_id = $2',
      [flowId, triggerId],
    );
    return rows[0];
  }
}
