import { Injectable, Logger } from '@nestjs/common';
import { FlowEvents } from '../flows/index.js';
import type { TriggerState } from '../model/trigger.js';
import { Database } from '../platform/database/database.js';
import { ProcessRegistry } from '../queues/index.js';
import { FindTrigger } from './find-trigger.js';
import { Rounds } from './rounds.js';
import { EvaluateSchedule } from './schedule/evaluate-schedule.js';
import { RecoverMissed } from './schedule/recover-missed.js';
import { SeeFlows } from './see-flows.js';
import { type DueTrigger, DueTriggers, type Settlement } from './store/due-triggers.js';
import { reasonOf, triggerLog } from './trigger-log.js';

/** Dates until then are read with a round, so that it knows when to wake. */
const HORIZON_MS = 1_000;
const BATCH = 500;

/**
 * The scheduler role (triggers.md §2). Several processes may have it: the oldest living one evaluates, the others wait
 * for its end. Should two ever believe that they lead, each date is still settled once (see DueTriggers.settle).
 */
@Injectable()
export class Scheduler {
  private readonly logger = new Logger(Scheduler.name);
  private readonly rounds = new Rounds(
    () => this.round(),
    (error) => this.logger.error(`round failed: ${reasonOf(error)}`),
  );
  private readonly ends: (() => void)[] = [];
  private leads = false;

  constructor(
    private readonly database: Database,
    private readonly processes: ProcessRegistry,
    private readonly triggers: FindTrigger,
    private readonly flowEvents: FlowEvents,
    private readonly seeFlows: SeeFlows,
    private readonly due: DueTriggers,
    private readonly evaluateSchedule: EvaluateSchedule,
    private readonly recoverMissed: RecoverMissed,
  ) {}

  async start(): Promise<void> {
    this.ends.push(this.flowEvents.subscribe(() => this.rounds.wake()));
    this.ends.push(await this.database.listen('triggers', () => this.rounds.wake()));
    this.rounds.start();
  }

  async stop(): Promise<void> {
    this.ends.forEach((end) => end());
    await this.rounds.stop();
  }

  /** Returns after how many milliseconds there is something to do again. */
  private async round(): Promise<number> {
    if (!(await this.due.isLeader(this.processes.processId))) {
      this.leads = false;
      await this.watchOthers();
      return HORIZON_MS;
    }
    await this.seeFlows.run();
    if (!this.leads) {
      await this.recoverMissed.run();
      this.leads = true;
    }
    return this.evaluateDue();
  }

  /** While another process leads, or this one was declared dead. */
  private async watchOthers(): Promise<void> {
    await this.processes.removeDeadNeighbours();
    await this.processes.removeSilent();
    await this.processes.registerIfRemoved();
  }

  private async evaluateDue(): Promise<number> {
    const now = Date.now();
    const read = await this.due.schedulesUntil(iso(now + HORIZON_MS), BATCH);
    const ripe = read.filter(({ state }) => dateOf(state) <= now);
    const settlements = await Promise.all(ripe.map((one) => this.evaluate(one, now)));
    await this.due.settle(settlements);
    if (ripe.length === BATCH) {
      return 0;
    }
    const coming = [
      ...read.slice(ripe.length).map(({ state }) => state),
      ...settlements.filter(({ locks }) => !locks),
    ];
    return coming.reduce(
      (earliest, one) => Math.min(earliest, dateOf(one) - Date.now()),
      HORIZON_MS,
    );
  }

  private async evaluate(due: DueTrigger, now: number): Promise<Settlement> {
    const { state, version } = due;
    const { namespace, flowId, triggerId } = state;
    const settlement = { namespace, flowId, triggerId, version, locks: false, logs: [] };
    const asleep = { ...settlement, ...(state.backfill && { backfill: state.backfill }) };
    const found = await this.triggers.findActive(state);
    if (found === undefined) {
      return asleep;
    }
    const { flow, trigger } = found;
    try {
      const { fired, ...progress } = await this.evaluateSchedule.run(flow, trigger, state, now);
      return {
        ...settlement,
        ...progress,
        ...(fired && { execution: fired.execution, logs: fired.logs }),
        locks: trigger['allowConcurrent'] !== true && fired?.execution.state.current === 'CREATED',
      };
    } catch (error) {
      const log = triggerLog(flow, trigger);
      log.error(`The trigger cannot be evaluated: ${reasonOf(error)}`);
      return { ...asleep, logs: log.take() };
    }
  }
}

function dateOf({ nextDate }: Pick<TriggerState, 'nextDate'>): number {
  return nextDate === undefined ? Infinity : Date.parse(nextDate);
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
