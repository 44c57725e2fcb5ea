import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Pool } from 'pg';

/** How a process is known to the others: its row of `services`. The id is new at every start. */
export interface ProcessRow {
  readonly id: string;
  readonly roles: readonly string[];
}

/**
 * A process lives as long as its row. Its heartbeat is the lease of everything it holds: executions (`owner`) and worker
 * jobs (`worker_id`). Removing the row fences the process off: every write of it asks for the row first.
 */
export class ProcessRegistry {
  constructor(
    private readonly pool: Pool,
    private readonly roles: readonly string[],
  ) {}

  private currentId = '';
  private tell: (processId: string) => void = () => undefined;

  get processId(): string {
    return this.currentId;
  }

  /** Called with every new id. */
  onRegistered(tell: (processId: string) => void): void {
    this.tell = tell;
  }

  /** Puts this process on the list under a new id; before that, strikes off those of this machine that are dead. */
  async register(): Promise<void> {
    await this.removeDeadNeighbours();
    this.currentId = randomUUID();
    idsOfThisProcess.add(this.currentId);
    await this.pool.query('insert into services (id, roles, host, pid) values ($1, $2, $3, $4)', [
      this.currentId,
      this.roles,
      machine,
      process.pid,
    ]);
    this.tell(this.currentId);
  }

  async deregister(): Promise<void> {
    await this.pool.query('delete from services where id = $1', [this.currentId]);
  }

  /** Strikes off processes without a heartbeat for so long; returns how many. */
  async removeSilent(timeoutMs: number): Promise<number> {
    const { rowCount } = await this.pool.query(
      `delete from services where heartbeat_at < clock_timestamp() - $1 * interval '1 millisecond' and id <> $2`,
      [timeoutMs, this.currentId],
    );
    return rowCount ?? 0;
  }

  /** Roles of the other living processes. */
  async otherRoles(): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ role: string }>(
      'select distinct unnest(roles) as role from services where id <> $1',
      [this.currentId],
    );
    return new Set(rows.map((row) => row.role));
  }

  /** After a crash nobody has to wait for the lease: a process of this machine that does not run is dead. */
  async removeDeadNeighbours(): Promise<void> {
    const { rows } = await this.pool.query<{ id: string; pid: number }>(
      'select id, pid from services where host = $1',
      [machine],
    );
    const dead = rows.filter((row) => !idsOfThisProcess.has(row.id) && !isRunning(row.pid));
    if (dead.length > 0) {
      await this.pool.query('delete from services where id = any($1::text[])', [dead.map((row) => row.id)]);
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
