import { databaseTimestamp } from '../../platform/clock/database-clock.js';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Effect } from '../../engine/index.js';
import { renderDeep } from '../../expressions/index.js';
import type { FindFlow } from '../../flows/index.js';
import { IllegalArgumentError } from '../../model/errors.js';
import type { Execution, ExecutionTrigger, WaitingParent } from '../../model/execution.js';
import type { Flow } from '../../model/flow.js';
import { parseInstant } from '../../model/instant.js';
import type { Label } from '../../model/label.js';
import { isTerminated } from '../../model/state.js';
import { childExecutionId, findTaskRun, taskOf } from '../../engine/index.js';
import { isRetryable, persistently } from '../../platform/database/index.js';
import { type RunServices, taskRunUri } from '../../run-context/index.js';
import type { InputResolver } from '../input-resolver.js';
import { valuesOf } from '../inputs.js';
import { labelsOf } from './label-list.js';
import { newExecution } from '../new-execution.js';
import { findStates } from '../store/execution-loader.js';
import type { Answers } from './answers.js';
import { Places } from './places.js';
import type { Executor } from './executor.js';
import type { LiveExecution } from './live-execution.js';
import { SplitLines } from './split-lines.js';

type StartSubflow = Extract<Effect, { kind: 'StartSubflow' }>;
type StartSubflowBatches = Extract<Effect, { kind: 'StartSubflowBatches' }>;

/** So many children of a parent are handed over at once: they share a commit, but leave room in it for others. */
const BATCH = 30;
/** So many Subflow tasks are worked on at once: a loop of thousands must leave connections to the API. */
const AT_ONCE = 32;

interface ChildOrder {
  readonly flow: Flow;
  readonly id: string;
  readonly taskRunId: string;
  readonly iteration?: number;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly labels: readonly Label[];
  readonly scheduleDate?: string;
  readonly wait: boolean;
}

/**
 * Creates the children of Subflow and ForEachItem. Their ids are derived from the parent's task run, so a creation that
 * is asked for again after a crash finds what is there already.
 */
export class Subflows {
  private readonly logger = new Logger('Subflows');
  private readonly places = new Places(AT_ONCE);
  private readonly splits: SplitLines;
  /** What is being created now, by execution id. */
  private readonly creating = new Map<string, Promise<void>>();

  constructor(
    private readonly pool: Pool,
    private readonly flows: FindFlow,
    private readonly inputs: InputResolver,
    private readonly services: RunServices,
    private readonly answers: Answers,
    private readonly executor: Executor,
  ) {
    this.splits = new SplitLines(services.storage);
  }

  /** Starts the work in the background; the parent's view stays in memory until it is done. */
  start(live: LiveExecution, effect: StartSubflow | StartSubflowBatches): void {
    const done = this.executor.beginChore(live);
    void persistently(() => this.places.run(() => this.perform(live, effect)))
      .catch((error: unknown) => this.refuse(live, effect.taskRunId, undefined, error))
      .catch((error: unknown) =>
        this.logger.error(`subflow of ${live.view.execution.id}: ${String(error)}`),
      )
      .finally(done);
  }

  private perform(live: LiveExecution, effect: StartSubflow | StartSubflowBatches): Promise<void> {
    switch (effect.kind) {
      case 'StartSubflow':
        return this.startOne(live, effect);
      case 'StartSubflowBatches':
        return this.startBatches(live, effect);
    }
  }

  private async startOne(live: LiveExecution, effect: StartSubflow): Promise<void> {
    const flow = await this.flows.findSubflow(effect.namespace, effect.flowId, effect.revision);
    await this.create(live, [
      {
        flow,
        id: childExecutionId(effect.taskRunId, effect.attempt),
        taskRunId: effect.taskRunId,
        inputs: effect.inputs ?? {},
        labels: effect.labels,
        ...(effect.scheduleDate === undefined ? {} : { scheduleDate: effect.scheduleDate }),
        wait: effect.wait,
      },
    ]);
  }

  private async startBatches(live: LiveExecution, effect: StartSubflowBatches): Promise<void> {
    const { taskRunId, from, count = Infinity } = effect;
    const flow = await this.flows.findSubflow(effect.namespace, effect.flowId, effect.revision);
    if (from === 0) {
      await this.tell(live, await this.found(live, effect));
    }
    let orders: ChildOrder[] = [];
    for await (const { number, line } of this.splits.read(effect.splits, from, count)) {
      orders.push(await this.batchOrder(live, effect, flow, line, number));
      if (orders.length === BATCH) {
        await this.create(live, orders);
        orders = [];
      }
      if (!isWanted(live, taskRunId)) {
        return;
      }
    }
    await this.create(live, orders);
  }

  private async found(
    live: LiveExecution,
    { taskRunId, splits, wait }: StartSubflowBatches,
  ): Promise<Parameters<Executor['send']>[1]> {
    const numberOfBatches = await this.splits.count(splits);
    const { namespace, flowId, id } = live.view.execution;
    const taskId = findTaskRun(live.view, taskRunId)?.taskId ?? '';
    return {
      kind: 'SubflowBatchesFound',
      taskRunId,
      numberOfBatches,
      ...(wait
        ? { subflowOutputsBaseUri: taskRunUri({ namespace, flowId }, id, taskId, taskRunId) }
        : {}),
    };
  }

  private async batchOrder(
    live: LiveExecution,
    effect: StartSubflowBatches,
    flow: Flow,
    items: string,
    iteration: number,
  ): Promise<ChildOrder> {
    const { taskRunId } = effect;
    const options = this.answers.optionsForBatch(live, taskRunId, { items, iteration });
    const inputs = (await renderDeep(effect.inputs ?? {}, options)) as Record<string, unknown>;
    const labels = labelsOf(await renderDeep(effect.labels ?? [], options));
    return {
      flow,
      id: childExecutionId(taskRunId, effect.attempt, iteration),
      taskRunId,
      iteration,
      inputs,
      labels: [...effect.inheritedLabels, ...labels],
      ...(effect.scheduleDate === undefined ? {} : { scheduleDate: effect.scheduleDate }),
      wait: effect.wait,
    };
  }

  /**
   * A child that is asked for twice at the same time, before and after its parent was taken over, is created once: the
   * second one finds it.
   */
  private async create(live: LiveExecution, orders: readonly ChildOrder[]): Promise<void> {
    const underWay = (): Promise<void>[] => orders.flatMap(({ id }) => this.creating.get(id) ?? []);
    for (let others = underWay(); others.length > 0; others = underWay()) {
      await Promise.allSettled(others);
    }
    const creation = this.createMissing(live, orders).finally(() =>
      orders.forEach(({ id }) => this.creating.delete(id)),
    );
    orders.forEach(({ id }) => this.creating.set(id, creation));
    await creation;
  }

  /** One commit for all of them, unless they exist already. */
  private async createMissing(live: LiveExecution, orders: readonly ChildOrder[]): Promise<void> {
    const existing = await findStates(
      this.pool,
      orders.map((order) => order.id),
    );
    await Promise.all(
      orders.map(async (order) => {
        const { taskRunId, iteration } = order;
        const known = existing.get(order.id);
        try {
          if (known === undefined) {
            await this.executor.createChild(await this.childOf(live, order), order.flow, {
              executionId: live.view.execution.id,
              taskRunId,
              ...(iteration === undefined ? {} : { iteration }),
            });
          } else {
            await this.findAgain(live, order, known);
          }
        } catch (error) {
          if (isRetryable(error)) {
            throw error;
          }
          await this.refuse(live, taskRunId, iteration, error);
        }
      }),
    );
  }

  /** The child was created before a crash: the parent hears of it now, and of its end if that came meanwhile. */
  private async findAgain(
    live: LiveExecution,
    { id, taskRunId, iteration, wait }: ChildOrder,
    child: Pick<Execution, 'state' | 'outputs'>,
  ): Promise<void> {
    const where = { taskRunId, ...(iteration === undefined ? {} : { iteration }), executionId: id };
    const state = child.state.current;
    await this.tell(live, { kind: 'SubflowStarted', ...where, state });
    if (wait && isTerminated(state) && state !== 'RETRIED') {
      await this.tell(live, {
        kind: 'SubflowEnded',
        ...where,
        state,
        ...(child.outputs === undefined ? {} : { outputs: child.outputs }),
      });
    }
  }

  private async childOf(live: LiveExecution, order: ChildOrder): Promise<Execution> {
    const { id, flow, labels, scheduleDate } = order;
    checkScheduleDate(scheduleDate);
    const inputs = valuesOf(await this.inputs.resolve(flow, flow.inputs, order.inputs, id));
    const waitingParent: WaitingParent = {
      executionId: live.view.execution.id,
      taskRunId: order.taskRunId,
      ...(order.iteration === undefined ? {} : { iteration: order.iteration }),
      ...declaredOutputs(live, order),
    };
    return newExecution({
      id,
      flow,
      at: databaseTimestamp(),
      inputs,
      labels,
      correlated: true,
      trigger: triggerOf(live, order),
      ...(scheduleDate === undefined ? {} : { scheduleDate }),
      ...(order.wait ? { waitingParent } : {}),
    });
  }

  private refuse(
    live: LiveExecution,
    taskRunId: string,
    iteration: number | undefined,
    error: unknown,
  ): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    return this.tell(live, {
      kind: 'SubflowRefused',
      taskRunId,
      ...(iteration === undefined ? {} : { iteration }),
      message,
    });
  }

  private async tell(live: LiveExecution, request: Parameters<Executor['send']>[1]): Promise<void> {
    await this.executor.send(live.view.execution.id, request);
  }
}

function checkScheduleDate(text: string | undefined): void {
  if (text !== undefined && parseInstant(text) === undefined) {
    throw new IllegalArgumentError(
      `scheduleDate: \`${text}\` is not an ISO-8601 date such as 2024-12-03T10:15:30+01:00`,
    );
  }
}

/** engine.md §10: the child sees who started it. */
function triggerOf(live: LiveExecution, order: ChildOrder): ExecutionTrigger {
  const { execution } = live.view;
  const taskRun = findTaskRun(live.view, order.taskRunId);
  const task = taskOf(live.view, order.taskRunId);
  return {
    id: task?.id ?? order.taskRunId,
    type: task?.type ?? '',
    variables: {
      executionId: execution.id,
      namespace: execution.namespace,
      flowId: execution.flowId,
      flowRevision: execution.flowRevision,
      taskRunId: order.taskRunId,
      ...(taskRun?.value === undefined ? {} : { taskRunValue: taskRun.value }),
      ...(order.iteration === undefined ? {} : { taskRunIteration: order.iteration }),
    },
  };
}

function declaredOutputs(
  live: LiveExecution,
  { flow, taskRunId }: ChildOrder,
): Pick<WaitingParent, 'outputs'> {
  const outputs = taskOf(live.view, taskRunId)?.['outputs'] as WaitingParent['outputs'];
  return outputs === undefined || flow.outputs.length > 0 ? {} : { outputs };
}

function isWanted(live: LiveExecution, taskRunId: string): boolean {
  const taskRun = findTaskRun(live.view, taskRunId);
  return taskRun !== undefined && !isTerminated(taskRun.state.current);
}
