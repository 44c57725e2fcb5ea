import { databaseTimestamp } from '../../platform/clock/database-clock.js';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import type { ExecutionEvent } from '../../engine/index.js';
import type { FindFlow } from '../../flows/index.js';
import { parseJson } from '../../model/json.js';
import type { Database } from '../../platform/database/database.js';
import type { Outbox } from '../../queues/outbox.js';
import type { ProcessRegistry } from '../../queues/process-registry.js';
import { dropStrayEvents, grantSlots, type LimitedFlow, sweepSlots } from '../store/concurrency.js';
import { findOrphans } from '../store/execution-loader.js';
import type { EventRowRead } from './event-rows.js';
import type { Executor } from './executor.js';

const POLL_MS = 1_000;
const SWEEP_MS = 5_000;
const BATCH = 1_000;

/**
 * What the executor looks for in the database: events of others, delays that are due, executions and jobs whose holder
 * died, freed slots. Notifications make it look at once; the polls are what is relied upon.
 */
export class ExecutorLoops {
  private readonly logger = new Logger('ExecutorLoops');
  private readonly timers: NodeJS.Timeout[] = [];
  private unlisten: (() => void) | undefined;
  private readonly busy = new Map<string, Promise<void>>();
  private readonly again = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly processes: ProcessRegistry,
    private readonly outbox: Outbox,
    private readonly flows: FindFlow,
    private readonly executor: Executor,
  ) {}

  async start(): Promise<void> {
    this.unlisten = await this.database.listen('execution_events', () =>
      this.run('events', () => this.readEvents()),
    );
    this.timers.push(
      setInterval(() => {
        this.run('events', () => this.readEvents());
        this.run('delays', () => this.readDelays());
      }, POLL_MS),
      setInterval(() => this.run('sweep', () => this.sweep()), SWEEP_MS),
    );
    this.run('sweep', () => this.sweep());
  }

  async stop(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    this.unlisten?.();
    await Promise.all(this.busy.values());
  }

  /** Slots of the flow may be free. */
  slotsFreed(flow: LimitedFlow): void {
    this.run(`slots ${flow.namespace} ${flow.flowId}`, () => this.grant(flow));
  }

  private get pool(): Pool {
    return this.database.pool;
  }

  /** Never twice at a time; a wish that comes meanwhile is fulfilled afterwards. */
  private run(name: string, task: () => Promise<void>): void {
    if (this.busy.has(name)) {
      this.again.add(name);
      return;
    }
    const done = task()
      .catch((error: unknown) => this.logger.warn(`${name}: ${String(error)}`))
      .finally(() => {
        this.busy.delete(name);
        if (this.again.delete(name)) {
          this.run(name, task);
        }
      });
    this.busy.set(name, done);
  }

  private readEvents(): Promise<void> {
    return this.executor.receiveRows(() => this.eventRows());
  }

  private async eventRows(): Promise<EventRowRead[]> {
    const { rows } = await this.pool.query<{
      id: string;
      execution_id: string;
      event: string;
      reply_to: string | null;
    }>({
      name: 'read-execution-events',
      text: `select v.id::text as id, v.execution_id, v.event::text as event, v.reply_to
        from execution_events v join executions e on e.id = v.execution_id
        where e.owner = $1 or e.owner is null or not exists (select from services s where s.id = e.owner)
        order by v.id limit ${BATCH}`,
      values: [this.processes.processId],
    });
    return rows.map((row) => ({
      id: row.id,
      executionId: row.execution_id,
      event: parseJson(row.event) as ExecutionEvent,
      replyTo: row.reply_to,
    }));
  }

  private async readDelays(): Promise<void> {
    const { rows } = await this.pool.query<{ execution_id: string; key: string }>({
      name: 'read-execution-delays',
      text: `select d.execution_id, d.key from execution_delays d join executions e on e.id = d.execution_id
        where d.due_at <= clock_timestamp()
          and (e.owner = $1 or e.owner is null or not exists (select from services s where s.id = e.owner))
        order by d.due_at limit ${BATCH}`,
      values: [this.processes.processId],
    });
    for (const row of rows) {
      this.executor.delayIsDue(row.execution_id, row.key);
    }
  }

  private async sweep(): Promise<void> {
    await this.processes.removeDeadNeighbours();
    await this.processes.removeSilent();
    await this.reportLostJobs();
    await this.takeOrphans();
    await this.executor.releaseIdle();
    await this.pool.query(
      `delete from execution_answers where created_at < now() - interval '1 minute'`,
    );
    await dropStrayEvents(this.pool);
    for (const flow of await sweepSlots(this.pool)) {
      this.slotsFreed(flow);
    }
  }

  private async takeOrphans(): Promise<void> {
    for (let ids = await findOrphans(this.pool, BATCH); ids.length > 0;) {
      await this.executor.adopt(ids);
      const rest = await findOrphans(this.pool, BATCH);
      ids = rest.some((id) => !ids.includes(id)) ? rest : [];
    }
  }

  /** Jobs whose worker is gone: the core decides what becomes of the attempt. */
  private async reportLostJobs(): Promise<void> {
    const { rowCount } = await this.pool.query(
      `with lost as (
         delete from worker_jobs j
         where j.worker_id is not null and not exists (select from services s where s.id = j.worker_id)
         returning j.execution_id, j.task_run_id, j.attempt)
       insert into execution_events (execution_id, event)
       select execution_id, json_build_object('kind', 'WorkerLost', 'taskRunId', task_run_id, 'attempt', attempt) from lost`,
    );
    if ((rowCount ?? 0) > 0) {
      this.logger.warn(`${rowCount} jobs lost their worker and are given out again`);
      this.run('events', () => this.readEvents());
    }
  }

  private async grant(flow: LimitedFlow): Promise<void> {
    const current = await this.flows.findLatest(flow.namespace, flow.flowId);
    const limit = current?.flow?.concurrency?.limit ?? Number.MAX_SAFE_INTEGER;
    const granted = await grantSlots(this.pool, flow, limit, databaseTimestamp());
    if (granted.length > 0) {
      await this.outbox.write({ notifications: [{ channel: 'execution_events', payload: '' }] });
    }
  }
}
