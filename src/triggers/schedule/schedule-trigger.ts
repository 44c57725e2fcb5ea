import {
  type Dates,
  nextDate,
  parseCron,
  previousDate,
  type Zone,
  zoneOf,
} from '../../engine/schedule/index.js';
import { parseDuration } from '../../model/duration.js';
import { IllegalArgumentError } from '../../model/errors.js';
import type { TriggerDefinition } from '../../model/flow.js';
import { RECOVER_MODES, type RecoverMode } from '../../model/trigger.js';
import type { TriggerRenderer } from '../trigger-renderer.js';

export const SCHEDULE = 'io.kestra.plugin.core.trigger.Schedule';
export const SCHEDULE_ON_DATES = 'io.kestra.plugin.core.trigger.ScheduleOnDates';

const YEAR = 365 * 86_400_000;

/** A trigger whose dates are known beforehand. */
export interface ScheduleTrigger {
  readonly dates: Dates;
  readonly zone: Zone;
  /** The dates are a list: after the last one the trigger only waits. */
  readonly isList: boolean;
  /** Milliseconds. */
  readonly maximumDelay?: number;
}

const SERVER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Reads a declaration; the dates of a list may be expressions. Throws IllegalArgumentError or ExpressionError. */
export async function scheduleOf(
  trigger: TriggerDefinition,
  renderer: TriggerRenderer,
  now: number,
): Promise<ScheduleTrigger> {
  return trigger.type === SCHEDULE_ON_DATES ? listOf(trigger, renderer, now) : cronOf(trigger);
}

const crons = new WeakMap<TriggerDefinition, ScheduleTrigger>();

function cronOf(trigger: TriggerDefinition): ScheduleTrigger {
  let known = crons.get(trigger);
  if (known === undefined) {
    const zone = zoneFor(trigger);
    const schedule = {
      cron: parseCron(String(trigger['cron']), trigger['withSeconds'] === true),
      zone,
    };
    const maximumDelay = parseDuration(trigger['lateMaximumDelay']);
    known = {
      dates: {
        next: (after) => nextDate(schedule, after),
        previous: (before) => previousDate(schedule, before),
      },
      zone,
      isList: false,
      ...(maximumDelay !== undefined && { maximumDelay }),
    };
    crons.set(trigger, known);
  }
  return known;
}

/** triggers.md §4: after the last date a placeholder, a year ahead. */
async function listOf(
  trigger: TriggerDefinition,
  renderer: TriggerRenderer,
  now: number,
): Promise<ScheduleTrigger> {
  const declared = trigger['dates'];
  const rendered =
    typeof declared === 'string'
      ? await renderer.renderTyped(declared)
      : await renderer.renderDeep(declared);
  const list = typeof rendered === 'string' ? (JSON.parse(rendered) as unknown) : rendered;
  const dates = (Array.isArray(list) ? (list as unknown[]) : [list]).map((date) =>
    instantOfText(String(date)),
  );
  dates.sort((left, right) => left - right);
  return {
    dates: {
      next: (after) => dates.find((date) => date > after) ?? now + YEAR,
      previous: (before) => dates.findLast((date) => date < before),
    },
    zone: zoneFor(trigger),
    isList: true,
  };
}

function instantOfText(text: string): number {
  const instant = Date.parse(text.replace(/\[[^\]]*\]$/, ''));
  if (Number.isNaN(instant)) {
    throw new IllegalArgumentError(`'${text}' is not an ISO-8601 date with a time and an offset`);
  }
  return Math.floor(instant / 1000) * 1000;
}

function zoneFor(trigger: TriggerDefinition): Zone {
  const name = trigger['timezone'];
  return zoneOf(typeof name === 'string' ? name : SERVER_ZONE);
}

/** Of the trigger, else of the plugin's configuration, else ALL (triggers.md §3). */
export function recoverModeOf(
  trigger: TriggerDefinition,
  configuration: Readonly<Record<string, unknown>> = {},
): RecoverMode {
  const wanted = trigger['recoverMissedSchedules'] ?? configuration['recoverMissedSchedules'];
  return RECOVER_MODES.find((mode) => mode === wanted) ?? 'ALL';
}
