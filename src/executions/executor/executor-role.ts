import { databaseNow } from '../../platform/clock/database-clock.js';
import type { Effect } from '../../engine/index.js';
import type { FindFlow } from '../../flows/index.js';
import type { Execution } from '../../model/execution.js';
import type { Flow } from '../../model/flow.js';
import type { StateType } from '../../model/state.js';
import type { Database } from '../../platform/database/database.js';
import { isRetryable } from '../../platform/database/retryable.js';
import type { JobDispatcher } from '../../queues/job-dispatcher.js';
import type { Outbox } from '../../queues/outbox.js';
import type { ProcessRegistry } from '../../queues/process-registry.js';
import type { RunServices } from '../../run-context/index.js';
import { announcementsOf, type DatabaseFeed } from '../gateway/database-feed.js';
import type { InputResolver } from '../input-resolver.js';
import { Answers, type ListenerConditions } from './answers.js';
import { Executor } from './executor.js';
import { ExecutorLoops } from './executor-loops.js';
import type { LiveExecution } from './live-execution.js';
import { SlotDesk } from './slot-desk.js';
import { Subflows } from './subflows.js';

export interface ExecutorParts {
  readonly database: Database;
  readonly processes: ProcessRegistry;
  readonly outbox: Outbox;
  readonly dispatcher: JobDispatcher;
  readonly feed: DatabaseFeed;
  readonly flows: FindFlow;
  readonly inputs: InputResolver;
  readonly services: RunServices;
}

/** Which states have to be announced to Flow triggers; nobody listens until the triggers say so. */
export interface StateAudience {
  wants(execution: Execution, state: StateType): boolean;
}

/** The executor role of a process: the executor with all that it reaches. */
export class ExecutorRole {
  readonly executor: Executor;
  private readonly loops: ExecutorLoops;
  private readonly subflows: Subflows;
  private audience: StateAudience = { wants: () => false };
  private conditions: ListenerConditions = {
    hold: (conditions) => Promise.resolve(conditions.length === 0),
  };
  /** Other processes that show executions to people. */
  private hasRemoteFollowers = false;

  constructor(private readonly parts: ExecutorParts) {
    const { database, processes, outbox, dispatcher, flows, inputs, services } = parts;
    const { pool } = database;
    const answers = new Answers(
      new SlotDesk(pool),
      services,
      { hold: (conditions, live) => this.conditions.hold(conditions, live) },
      (group) => processes.findWorkers(group),
    );
    this.executor = new Executor({
      pool,
      processes,
      now: databaseNow,
      flowOf: (execution) => this.flowOf(execution),
      answer: (live, question, at) => answers.answer(live, question, at),
      subflowOutputs: (live) => answers.subflowOutputs(live),
      jobs: dispatcher,
      followUp: (live, effect) => this.followUp(live, effect),
      forward: (executionId, request, records) =>
        outbox.write({
          events: [{ execution_id: executionId, event: request }],
          logs: [...(records?.logs ?? [])],
          metrics: [...(records?.metrics ?? [])],
        }),
      isAnnounced: (execution, state) => this.audience.wants(execution, state),
      published: (ids) => this.publish(ids),
      isRetryable,
    });
    this.loops = new ExecutorLoops(database, processes, outbox, flows, this.executor);
    this.subflows = new Subflows(pool, flows, inputs, services, answers, this.executor);
  }

  setListenerConditions(conditions: ListenerConditions): void {
    this.conditions = conditions;
  }

  setAudience(audience: StateAudience): void {
    this.audience = audience;
  }

  async start(): Promise<void> {
    this.executor.start();
    await this.loops.start();
  }

  async stop(): Promise<void> {
    await this.loops.stop();
    await this.executor.stop();
  }

  /** Roles of the other processes changed. */
  setOthers(roles: ReadonlySet<string>): void {
    this.hasRemoteFollowers = roles.has('webserver');
  }

  private followUp(live: LiveExecution, effect: Effect): void {
    switch (effect.kind) {
      case 'StartSubflow':
      case 'StartSubflowBatches':
        this.subflows.start(live, effect);
        return;
      case 'ReleaseConcurrencySlot': {
        const { namespace, flowId } = live.view.execution;
        this.loops.slotsFreed({ namespace, flowId });
        return;
      }
      default:
        return;
    }
  }

  /** An execution whose flow cannot be read any more has no tasks; the executor fails it. */
  private async flowOf(execution: Execution): Promise<Flow> {
    const { namespace, flowId, flowRevision } = execution;
    const flow = await this.parts.flows.findRevision(namespace, flowId, flowRevision);
    return flow ?? unreadableFlow(execution);
  }

  private publish(executionIds: readonly string[]): void {
    this.parts.feed.publish(executionIds);
    if (this.hasRemoteFollowers && executionIds.length > 0) {
      const notifications = announcementsOf(executionIds).map(
        (payload) => ({ channel: 'executions', payload }) as const,
      );
      void this.parts.outbox.write({ notifications }).catch(() => undefined);
    }
  }
}

function unreadableFlow(execution: Execution): Flow {
  return {
    namespace: execution.namespace,
    id: execution.flowId,
    revision: execution.flowRevision,
    labels: [],
    inputs: [],
    outputs: [],
    tasks: [],
    errors: [],
    finally: [],
    afterExecution: [],
    listeners: [],
    triggers: [],
    pluginDefaults: [],
    sla: [],
    checks: [],
    disabled: false,
    deleted: false,
  };
}
