import { Injectable, Logger } from '@nestjs/common';
import { ExecutionRepository } from '../../executions/index.js';
import { FindFlow } from '../../flows/index.js';
import { LogRepository } from '../../logs/index.js';
import type { Execution } from '../../model/execution.js';
import type { LogEntry } from '../../model/log-entry.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/transaction.js';
import { Rounds } from '../rounds.js';
import { type Announcement, Announcements } from '../store/announcements.js';
import { reasonOf } from '../trigger-log.js';
import { HearExecution } from './hear-execution.js';
import { Listeners } from './listeners.js';
import { asOf, type Ended, endedOf } from './upstream.js';

const BATCH = 200;
const POLL_MS = 1_000;
const PURGE_MS = 60_000;

/** Flow triggers (triggers.md §5): announcements of executors become executions of the flows that listen. */
@Injectable()
export class FlowTriggers {
  private readonly logger = new Logger(FlowTriggers.name);
  private readonly rounds = new Rounds(
    () => this.round(),
    (error) => this.logger.error(`round failed: ${reasonOf(error)}`),
  );
  private unlisten: () => void = () => undefined;
  private purge: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly announcements: Announcements,
    private readonly listeners: Listeners,
    private readonly executions: ExecutionRepository,
    private readonly flows: FindFlow,
    private readonly hearExecution: HearExecution,
    private readonly logs: LogRepository,
  ) {}

  async start(): Promise<void> {
    await this.listeners.start();
    this.unlisten = await this.database.listen('announcements', () => this.rounds.wake());
    this.purge = setInterval(
      () => void this.announcements.purgeExpiredWindows().catch(() => undefined),
      PURGE_MS,
    );
    this.rounds.start();
  }

  async stop(): Promise<void> {
    this.unlisten();
    clearInterval(this.purge);
    await this.rounds.stop();
  }

  private async round(): Promise<number> {
    const taken = await this.announcements.take(BATCH, (batch, tx) => this.consume(batch, tx));
    return taken === BATCH ? 0 : POLL_MS;
  }

  private async consume(batch: readonly Announcement[], tx: Tx): Promise<void> {
    await this.listeners.settled();
    const ended = await this.read(batch);
    const created: Execution[] = [];
    const logs: LogEntry[] = [];
    for (const { executionId, state, position } of batch) {
      const one = ended.get(executionId);
      if (one === undefined) {
        continue;
      }
      const then = { ...one, execution: asOf(one.execution, state, position) };
      for (const listener of this.listeners.of(then.execution, state)) {
        const made = await this.hearExecution.run(listener, then, tx);
        created.push(...(made.execution === undefined ? [] : [made.execution]));
        logs.push(...made.logs);
      }
    }
    if (created.length > 0) {
      await this.announcements.create(tx, created);
    }
    await this.logs.append(logs);
  }

  /** Executions that are deleted meanwhile are missing. */
  private async read(batch: readonly Announcement[]): Promise<Map<string, Ended>> {
    const ids = [...new Set(batch.map(({ executionId }) => executionId))];
    const [executions, taskRuns] = await Promise.all([
      this.executions.listByIds(ids),
      this.executions.listTaskRuns(ids),
    ]);
    const ended = new Map<string, Ended>();
    for (const execution of executions) {
      const { namespace, flowId, flowRevision } = execution;
      const flow = await this.flows.findRevision(namespace, flowId, flowRevision);
      ended.set(execution.id, endedOf(execution, taskRuns.get(execution.id) ?? [], flow));
    }
    return ended;
  }
}
