import { Injectable, Logger } from '@nestjs/common';
import { ExecutionRepository } from '../../executions/index.js';
import { FindFlow } from '../../flows/index.js';
import { LogRepository } from '../../logs/index.js';
import { zoneOf } from '../../engine/schedule/index.js';
import type { Execution } from '../../model/execution.js';
import type { LogEntry } from '../../model/log-entry.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/transaction.js';
import { Rounds } from '../rounds.js';
import { type Announcement, Announcements, type StoredWindow } from '../store/announcements.js';
import { triggerHolds } from '../trigger-conditions.js';
import { TriggerExecutions } from '../trigger-execution.js';
import { reasonOf } from '../trigger-log.js';
import { TriggerRenderers } from '../trigger-renderer.js';
import type { Listener } from './listener.js';
import { Listeners } from './listeners.js';
import type { Precondition } from './preconditions.js';
import { asOf, type Ended, endedOf, mergeDeep, type Upstream, upstreamOf } from './upstream.js';
import { isOpen } from './window.js';

const BATCH = 200;
const POLL_MS = 1_000;
const PURGE_MS = 60_000;
const ZONE = zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone);

/** Flow triggers (triggers.md §5): announcements of executors become executions of the flows that listen. */
@Injectable()
export class FlowTriggers {
  private readonly logger = new Logger(FlowTriggers.name);
  private readonly rounds = new Rounds(() => this.round(), (error) => this.logger.error(`round failed: ${reasonOf(error)}`));
  private unlisten: () => void = () => undefined;
  private purge: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly announcements: Announcements,
    private readonly listeners: Listeners,
    private readonly executions: ExecutionRepository,
    private readonly flows: FindFlow,
    private readonly renderers: TriggerRenderers,
    private readonly triggerExecutions: TriggerExecutions,
    private readonly logs: LogRepository,
  ) {}

  async start(): Promise<void> {
    await this.listeners.start();
    this.unlisten = await this.database.listen('announcements', () => this.rounds.wake());
    this.purge = setInterval(() => void this.announcements.purgeExpiredWindows().catch(() => undefined), PURGE_MS);
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
        const made = await this.hear(listener, then, tx);
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

  /** A condition that cannot be decided does not hold (subtle.md 22). */
  private async hear(
    listener: Listener,
    ended: Ended,
    tx: Tx,
  ): Promise<{ execution?: Execution; logs: readonly LogEntry[] }> {
    const { flow, trigger, preconditions } = listener;
    const upstream = upstreamOf(flow, ended, this.renderers);
    const hasHeard = await this.decided(listener, () =>
      triggerHolds(trigger, upstream.conditionContext, upstream.whenRoots),
    );
    if (!hasHeard) {
      return { logs: [] };
    }
    let outputs: Readonly<Record<string, unknown>> = {};
    for (const precondition of preconditions) {
      const window = await this.meet(listener, precondition, upstream, tx);
      if (window === undefined) {
        return { logs: [] };
      }
      outputs = mergeDeep(outputs, window.outputs);
    }
    const { renderer, variables } = upstreamOf(flow, ended, this.renderers, outputs);
    return this.triggerExecutions.createLeniently({ flow, trigger, renderer, variables });
  }

  /** Notes what the execution fulfils; the window when now enough is fulfilled. */
  private async meet(
    listener: Listener,
    precondition: Precondition,
    upstream: Upstream,
    tx: Tx,
  ): Promise<StoredWindow | undefined> {
    const { namespace, id: flowId } = listener.flow;
    const key = { namespace, flowId, conditionId: precondition.id };
    const now = Date.now();
    const stored = await this.announcements.window(tx, key);
    const open = stored !== undefined && isOpen(stored, now) ? stored : newWindow(precondition, now);
    const met = await this.metBy(listener, precondition, upstream);
    if (!isOpen(open, now) || met.length === 0) {
      return undefined;
    }
    const window = {
      ...open,
      results: { ...open.results, ...Object.fromEntries(met.map((requirement) => [requirement, true as const])) },
      outputs: mergeDeep(open.outputs, upstream.execution.outputs ?? {}),
    };
    const isComplete = Object.keys(window.results).length >= precondition.minimum;
    if (isComplete && precondition.resetOnSuccess) {
      await this.announcements.deleteWindow(tx, key);
    } else {
      await this.announcements.storeWindow(tx, key, window);
    }
    return isComplete ? window : undefined;
  }

  private async metBy(listener: Listener, { requirements }: Precondition, upstream: Upstream): Promise<string[]> {
    const met: string[] = [];
    for (const requirement of requirements) {
      if (await this.decided(listener, () => requirement.isMetBy(upstream))) {
        met.push(requirement.key);
      }
    }
    return met;
  }

  private async decided({ flow, trigger }: Listener, decide: () => Promise<boolean>): Promise<boolean> {
    try {
      return await decide();
    } catch (error) {
      this.logger.warn(`conditions of ${flow.namespace}.${flow.id}.${trigger.id} cannot be decided: ${reasonOf(error)}`);
      return false;
    }
  }
}

function newWindow({ rule }: Precondition, now: number): StoredWindow {
  return { ...rule(now, ZONE), results: {}, outputs: {} };
}
