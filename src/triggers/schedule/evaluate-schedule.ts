import { Injectable } from '@nestjs/common';
import { advanceBackfill, firstPunctual, zonedText } from '../../engine/schedule/index.js';
import type { Flow, TriggerDefinition } from '../../model/flow.js';
import type { Backfill, TriggerState } from '../../model/trigger.js';
import { hasConditions, triggerHolds } from '../trigger-conditions.js';
import { type Fired, type Firing, TriggerExecutions } from '../trigger-execution.js';
import { type TriggerRenderer, TriggerRenderers } from '../trigger-renderer.js';
import { around, type DateAround, nextHolding, previousHolding } from './holding-dates.js';
import { type ScheduleTrigger, scheduleOf } from './schedule-trigger.js';

/** What becomes of a trigger whose date has come. Dates are ISO-8601 instants. */
export interface Evaluation {
  /** The evaluated date; absent when it was only moved. */
  readonly date?: string;
  readonly nextDate?: string;
  readonly backfill?: Backfill;
  readonly fired?: Fired;
}

/** Schedule and ScheduleOnDates triggers (triggers.md §3, §4). */
@Injectable()
export class EvaluateSchedule {
  constructor(
    private readonly renderers: TriggerRenderers,
    private readonly executions: TriggerExecutions,
  ) {}

  /** `state` is due. Throws only when the declaration cannot be read. */
  async run(
    flow: Flow,
    trigger: TriggerDefinition,
    state: TriggerState,
    now: number,
  ): Promise<Evaluation> {
    const schedule = await scheduleOf(trigger, this.renderers.ofFlow(flow, {}), now);
    const date = dueDate(schedule, state, now);
    if (date === undefined || date > now) {
      return date === undefined ? {} : { nextDate: iso(date) };
    }
    const occasion = new Occasion(flow, trigger, schedule, this.renderers);
    const next = await occasion.next(date);
    const fired = await this.fire(occasion, date, next, state.backfill);
    return { date: iso(date), ...progress(state.backfill, next), ...(fired && { fired }) };
  }

  /** A condition that cannot be decided makes a FAILED execution, so that it is seen (triggers.md §2). */
  private async fire(
    occasion: Occasion,
    date: number,
    next: number | undefined,
    backfill: Backfill | undefined,
  ): Promise<Fired | undefined> {
    try {
      if (!(await occasion.holds(around(occasion.schedule.dates, date)))) {
        return undefined;
      }
      const moment = { date, next, previous: await occasion.previous(date) };
      return await this.executions.create({
        ...occasion.firing(moment),
        ...(backfill?.inputs && { inputs: backfill.inputs }),
        ...(backfill?.labels && { labels: backfill.labels }),
      });
    } catch (error) {
      const moment = around(occasion.schedule.dates, date);
      return this.executions.createFailed(occasion.firing(moment), error);
    }
  }
}

/** One trigger at one date. */
class Occasion {
  constructor(
    readonly flow: Flow,
    readonly trigger: TriggerDefinition,
    readonly schedule: ScheduleTrigger,
    private readonly renderers: TriggerRenderers,
  ) {}

  async holds(moment: DateAround): Promise<boolean> {
    const { flow, trigger, schedule } = this;
    if (schedule.isList && schedule.dates.next(moment.date - 1) !== moment.date) {
      return false;
    }
    return !hasConditions(trigger) || triggerHolds(trigger, { flow, ...this.renderer(moment) });
  }

  /** Conditions thin the dates out; those that cannot be decided are decided when the date has come. */
  async next(date: number): Promise<number | undefined> {
    const { dates, isList } = this.schedule;
    if (isList || !hasConditions(this.trigger)) {
      return dates.next(date);
    }
    return nextHolding(dates, date, (moment) => this.holds(moment)).catch(() => dates.next(date));
  }

  async previous(date: number): Promise<number | undefined> {
    const { dates, isList } = this.schedule;
    return isList || !hasConditions(this.trigger)
      ? dates.previous(date)
      : previousHolding(dates, date, (moment) => this.holds(moment));
  }

  firing(moment: DateAround): Firing {
    const { flow, trigger, schedule } = this;
    const renderer = this.renderer(moment);
    if (schedule.isList) {
      return { flow, trigger, renderer, scheduleDate: iso(moment.date) };
    }
    const variables = this.variables(moment);
    return { flow, trigger, renderer, variables, roots: { schedule: variables } };
  }

  private renderer(moment: DateAround): TriggerRenderer {
    const variables = this.variables(moment);
    return this.renderers.ofFlow(this.flow, { trigger: variables, schedule: variables });
  }

  /** triggers.md §3.3: with the offset of the trigger's zone. */
  private variables({ date, next, previous }: DateAround): Record<string, string> {
    const { zone } = this.schedule;
    return {
      date: zonedText(zone, date),
      ...(next !== undefined && { next: zonedText(zone, next) }),
      ...(previous !== undefined && { previous: zonedText(zone, previous) }),
    };
  }
}

/** Lateness does not count within a backfill (triggers.md §3.6). */
function dueDate(schedule: ScheduleTrigger, state: TriggerState, now: number): number | undefined {
  const { dates, maximumDelay, isList } = schedule;
  if (state.backfill !== undefined) {
    return Date.parse(state.backfill.currentDate);
  }
  const due = Date.parse(state.nextDate ?? iso(now));
  const last = state.date === undefined ? -Infinity : Date.parse(state.date);
  return isList && due <= last ? dates.next(last) : firstPunctual(due, now, maximumDelay, dates);
}

function progress(
  backfill: Backfill | undefined,
  next: number | undefined,
): Pick<Evaluation, 'nextDate' | 'backfill'> {
  const nextDate = next === undefined ? undefined : iso(next);
  return backfill === undefined
    ? nextDate === undefined
      ? {}
      : { nextDate }
    : advanceBackfill(backfill, nextDate);
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
