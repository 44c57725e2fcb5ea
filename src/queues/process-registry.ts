import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Pool } from 'pg';
import { persistently } from '../platform/database/persistently.js';
import { FencedError } from './fenced-error.js';

/**
 * A process lives as long as its row of `services`, whose id is new at every start. Its heartbeat is the lease of
 * everything it holds: executions (`owner`) and worker jobs (`worker_id`). Removing the row fences the process off: every
 * write of it asks for the row first.
 */
export class ProcessRegistry {
  constructor(
    private readonly pool: Pool,
    readonly roles: readonly string[],
    /** A process without a heartbeat for so long is dead to the others. */
    private readonly leaseMs: number,
    /** Of the worker in this process. */
    readonly workerGroup?: string,
  ) {}

  private currentId = '';
  private readonly listeners: ((processId: string) => void)[] = [];
  private startingOver: Promise<void> | undefined;

  get processId(): string {
    return this.currentId;
  }

  /** Called with every new id, before anything can be written under it. */
  onRegistered(listener: (processId: string) => void): void {
    this.listeners.push(listener);
  }

  /** Puts this process on the list under a new id; before that, strikes off those of this machine that are dead. */
  async register(): Promise<void> {
    await this.removeDeadNeighbours();
    const id = randomUUID();
    idsOfThisProcess.add(id);
    await this.pool.query(
      `with known as (insert into worker_groups (key) select $5::text where $5 is not null on conflict do nothing)
       insert into services (id, roles, host, pid, worker_group) values ($1, $2, $3, $4, $5)`,
      [id, this.roles, machine, process.pid, this.workerGroup ?? null],
    );
    this.currentId = id;
    this.listeners.forEach((listener) => listener(id));
  }

  /**
   * Another process declared this one dead: it goes on under a new id, whoever notices it first.
   * @throws FencedError when this process itself left.
   */
  async startOver(deadId: string): Promise<void> {
    if (this.currentId === '') {
      throw new FencedError();
    }
    if (deadId !== this.currentId) {
      return;
    }
    this.startingOver ??= persistently(() => this.register()).finally(() => {
      this.startingOver = undefined;
    });
    await this.startingOver;
  }

  /** Starts over under a new id when another process declared this one dead. */
  async registerIfRemoved(): Promise<void> {
    const id = this.currentId;
    const { rowCount } = await this.pool.query('select from services where id = $1', [id]);
    if (rowCount === 0) {
      await this.startOver(id);
    }
  }

  async deregister(): Promise<void> {
    const id = this.currentId;
    this.currentId = '';
    await this.pool.query('delete from services where id = $1', [id]);
  }

  /** Strikes off processes whose heartbeat stopped. After an absence of the database everybody has time to come back. */
  async removeSilent(): Promise<void> {
    await this.pool.query(
      `with lease as (select clock_timestamp() - $1 * interval '1 millisecond' as begin)
       delete from services using lease
       where heartbeat_at < lease.begin and id <> $2 and pg_postmaster_start_time() < lease.begin`,
      [this.leaseMs, this.currentId],
    );
  }

  /** Roles of the other living processes; workers of another group than the own one do not count. */
  async otherRoles(): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ role: string }>(
      `select distinct role from services, unnest(roles) as role
       where id <> $1 and (role <> 'worker' or worker_group is not distinct from $2)`,
      [this.currentId, this.workerGroup ?? null],
    );
    return new Set(rows.map((row) => row.role));
  }

  /** Whether a worker of the group lives now; UNKNOWN when there has never been one. */
  async findWorkers(group: string): Promise<'LIVE' | 'NONE' | 'UNKNOWN'> {
    const { rows } = await persistently(() =>
      this.pool.query<{ live: boolean; known: boolean }>(
        `select
         exists (select from services where worker_group = $1
           and heartbeat_at >= clock_timestamp() - $2 * interval '1 millisecond') as live,
         exists (select from worker_groups where key = $1) as known`,
        [group, this.leaseMs],
      ),
    );
    const [row] = rows;
    return row?.live === true ? 'LIVE' : row?.known === true ? 'NONE' : 'UNKNOWN';
  }

  /** After a crash nobody has to wait for the lease: a process of this machine that does not run is dead. */
  async removeDeadNeighbours(): Promise<void> {
    const { rows } = await this.pool.query<{ id: string; pid: number }>(
      'select id, pid from services where host = $1',
      [machine],
    );
    const dead = rows.filter((row) => !idsOfThisProcess.has(row.id) && !isRunning(row.pid));
    if (dead.length > 0) {
      await this.pool.query('delete from services where id = any($1::text[])', [
        dead.map((row) => row.id),
      ]);
    }
  }
}

/** A row with our own number, but not written by us, is of a predecessor whose number we got. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const idsOfThisProcess = new Set<string>();

/** Host, boot and PID namespace: only where all three agree do process numbers mean the same. */
const machine = [
  hostname(),
  attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
  attempt(() => readlinkSync('/proc/self/ns/pid')),
].join('|');

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
