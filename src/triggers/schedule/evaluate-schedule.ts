import { Injectable } from '@nestjs/common';
import { advanceBackfill, type Dates, firstPunctual, zonedText } from '../../engine/schedule/index.js';
import type { Flow, TriggerDefinition } from '../../model/flow.js';
import type { Backfill, TriggerState } from '../../model/trigger.js';
import { hasConditions, triggerHolds } from '../trigger-conditions.js';
import { type Fired, TriggerExecutions } from '../trigger-execution.js';
import { TriggerRenderers } from '../trigger-renderer.js';
import { around, type DateAround, type DateTest, nextHolding, previousHolding } from './holding-dates.js';
import { type ScheduleTrigger, scheduleOf } from './schedule-trigger.js';

/** What becomes of a trigger whose date has come. Dates are ISO-8601 instants. */
export interface Evaluation {
  /** The evaluated date; absent when it was only moved. */
  readonly date?: string;
  readonly nextDate?: string;
  readonly backfill?: Backfill;
  readonly fired?: Fired;
}

interface Occasion {
  readonly flow: Flow;
  readonly trigger: TriggerDefinition;
  readonly schedule: ScheduleTrigger;
  readonly holds: DateTest;
}

/** Schedule and ScheduleOnDates triggers (triggers.md §3, §4). */
@Injectable()
export class EvaluateSchedule {
  constructor(
    private readonly renderers: TriggerRenderers,
    private readonly executions: TriggerExecutions,
  ) {}

  /** `state` is due. Throws only when the declaration cannot be read. */
  async run(flow: Flow, trigger: TriggerDefinition, state: TriggerState, now: number): Promise<Evaluation> {
    const schedule = await scheduleOf(trigger, this.renderers.ofFlow(flow, {}), now);
    const occasion = { flow, trigger, schedule, holds: this.testOf(flow, trigger, schedule) };
    const { backfill } = state;
    const date = dueDate(schedule, state, now);
    if (date === undefined || date > now) {
      return date === undefined ? {} : { nextDate: iso(date) };
    }
    const next = await this.next(occasion, date);
    const fired = await this.fire(occasion, date, next, backfill);
    const nextDate = next === undefined ? undefined : iso(next);
    const progress =
      backfill === undefined ? { ...(nextDate !== undefined && { nextDate }) } : advanceBackfill(backfill, nextDate);
    return { date: iso(date), ...progress, ...(fired && { fired }) };
  }

  /** The first date at which the trigger fires after another one; its conditions thin the dates out. */
  private async next({ trigger, schedule, holds }: Occasion, date: number): Promise<number | undefined> {
    if (!hasConditions(trigger)) {
      return schedule.dates.next(date);
    }
    try {
      return await nextHolding(schedule.dates, date, holds);
    } catch {
      // Conditions that cannot be decided are decided, visibly, when the date has come.
      return schedule.dates.next(date);
    }
  }

  private async fire(
    occasion: Occasion,
    date: number,
    next: number | undefined,
    backfill: Backfill | undefined,
  ): Promise<Fired | undefined> {
    const { flow, trigger, schedule, holds } = occasion;
    const extra = backfill && { inputs: backfill.inputs ?? {}, labels: backfill.labels ?? [] };
    if (schedule.isList) {
      return isOnList(schedule.dates, date) && (await this.heldOrFailed(occasion, around(schedule.dates, date), extra));
    }
    const plain = around(schedule.dates, date);
    try {
      if (!hasConditions(trigger)) {
        return await this.create(occasion, plain, extra);
      }
      if (!(await holds(plain))) {
        return undefined;
      }
      const previous = await previousHolding(schedule.dates, date, holds);
      return await this.create(occasion, { date, next, previous }, extra);
    } catch (error) {
      const renderer = this.renderers.ofFlow(flow, {});
      return this.executions.createFailed({ flow, trigger, renderer }, error);
    }
  }
}
