import { parseCron, zoneOf } from '../../engine/schedule/index.js';
import { nearestName } from '../../model/nearest-name.js';
import { STATE_TYPES } from '../../model/state.js';
import type { Declaration } from '../document/declarations.js';
import { didYouMean } from '../document/findings.js';
import type { Findings } from '../document/findings.js';
import type { Path } from '../document/path.js';
import { anything, bool, isTree, listOf, record, shown, text } from '../document/reader.js';
import type { Reader, Tree } from '../document/reader.js';
import { duration } from './duration.js';

/** What a trigger compares with as it is written: other than elsewhere, case counts. */
function exactly(values: readonly string[]): Reader<string> {
  return (value, path, findings) => {
    if (values.includes(String(value))) {
      return String(value);
    }
    const hint = didYouMean(nearestName(String(value), values));
    findings.violation(path, `must be one of ${values.join(', ')}, but is ${shown(value)}`, hint);
    return undefined;
  };
}

/** `CANCELED` is the spelling of 1.x (engine.md §2). */
const state = exactly([...STATE_TYPES, 'CANCELED']);
export const states = listOf(state);

/** triggers.md §3. */
export function checkSchedule(declaration: Declaration, findings: Findings): void {
  const { value, path } = declaration;
  if (typeof value.cron === 'string') {
    try {
      parseCron(value.cron, value.withSeconds === true);
    } catch (error) {
      const hint = 'write minute, hour, day of month, month and day of week, e.g. "0 9 * * MON"';
      findings.violation([...path, 'cron'], (error as Error).message, hint);
    }
  }
  if (value.interval !== undefined) {
    findings.violation([...path, 'interval'], 'interval must be null', 'take it out');
  }
  checkTimeZone(declaration, findings);
}

function checkTimeZone({ value, path }: Declaration, findings: Findings): void {
  if (typeof value.timezone === 'string') {
    try {
      zoneOf(value.timezone);
    } catch {
      findings.violation(
        [...path, 'timezone'],
        `timezone '${value.timezone}' is not a valid time-zone ID`,
        didYouMean(nearestName(value.timezone, Intl.supportedValuesOf('timeZone'))),
      );
    }
  }
}

/** triggers.md §4. What an expression says is not known yet. */
export function checkScheduleOnDates(declaration: Declaration, findings: Findings): void {
  const { value, path } = declaration;
  (Array.isArray(value.dates) ? (value.dates as unknown[]) : []).forEach((date, index) => {
    const content = String(date);
    if (!content.includes('{{') && Number.isNaN(Date.parse(content.replace(/\[[^\]]*\]$/, '')))) {
      findings.violation(
        [...path, 'dates', index],
        `must be a date with a time, but is ${shown(date)}`,
        'write it as ISO-8601, e.g. 2024-01-31T10:15:30Z',
      );
    }
  });
  checkTimeZone(declaration, findings);
}

const FIELDS = ['FLOW_ID', 'NAMESPACE', 'STATE', 'EXPRESSION'] as const;
const OF_LISTS = ['IN', 'NOT_IN'];
const OF_EXPRESSIONS = ['IS_TRUE', 'IS_FALSE', 'IS_NULL', 'IS_NOT_NULL'];
const FILTERS = [
  'EQUAL_TO',
  'NOT_EQUAL_TO',
  ...OF_LISTS,
  ...OF_EXPRESSIONS,
  'STARTS_WITH',
  'ENDS_WITH',
  'REGEX',
  'CONTAINS',
];

const filterShape = record('io.kestra.plugin.core.trigger.Flow$Filter', {
  field: { read: exactly(FIELDS), required: true },
  type: { read: exactly(FILTERS), required: true },
  value: { read: text() },
  values: { read: listOf(text()) },
});

/** triggers.md §5.2: fields and types that do not go together are refused. */
const filter: Reader<Tree> = (value, path, findings) => {
  const result = filterShape(value, path, findings);
  const type = String(result?.type);
  if (result?.type === undefined) {
    return result;
  }
  const wanted = OF_LISTS.includes(type) ? 'values' : 'value';
  if (result[wanted] === undefined) {
    const message = `\`${wanted}\` must not be null for the type ${type}`;
    findings.violation([...path, wanted], message, `add \`${wanted}:\``);
  }
  if (OF_EXPRESSIONS.includes(type) && result.field !== 'EXPRESSION') {
    const hint = 'use the field EXPRESSION';
    findings.violation([...path, 'type'], `${type} is only for the field EXPRESSION`, hint);
  }
  return result;
};

const timeWindowShape = record('io.kestra.core.models.triggers.TimeWindow', {
  type: {
    read: exactly([
      'DURATION_WINDOW',
      'SLIDING_WINDOW',
      'DAILY_TIME_DEADLINE',
      'DAILY_TIME_WINDOW',
    ]),
  },
  window: { read: duration },
  windowAdvance: { read: duration },
  deadline: { read: text() },
  startTime: { read: text() },
  endTime: { read: text() },
});

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  DAILY_TIME_DEADLINE: ['deadline'],
  DAILY_TIME_WINDOW: ['startTime', 'endTime'],
};

const timeWindow: Reader<Tree> = (value, path, findings) => {
  const result = timeWindowShape(value, path, findings);
  for (const name of NEEDED[String(result?.type)] ?? []) {
    if (result?.[name] === undefined) {
      findings.violation([...path, name], 'must not be null');
    }
  }
  return result;
};

const upstream = {
  namespace: { read: text() },
  flowId: { read: text() },
  states: { read: states },
  labels: { read: anything },
};

const preconditions = record('io.kestra.plugin.core.trigger.Flow$Preconditions', {
  id: { read: text(), required: true },
  timeWindow: { read: timeWindow },
  resetOnSuccess: { read: bool },
  flows: { read: listOf(record('io.kestra.plugin.core.trigger.Flow$UpstreamFlow', upstream)) },
  where: {
    read: listOf(
      record('io.kestra.plugin.core.trigger.Flow$ExecutionFilter', {
        id: { read: text(), required: true },
        operand: { read: exactly(['AND', 'OR']) },
        filters: { read: listOf(filter), required: true },
      }),
    ),
  },
});

const dependsOn = listOf(
  record('io.kestra.plugin.core.trigger.Flow$Dependency', {
    ...upstream,
    id: { read: text() },
    when: { read: anything },
  }),
);

/** triggers.md §5.2, §5.4. */
export function checkFlowTrigger({ value, path }: Declaration, findings: Findings): void {
  if (Array.isArray(value.states)) {
    states(value.states, [...path, 'states'], findings);
  }
  if (isTree(value.preconditions)) {
    preconditions(value.preconditions, [...path, 'preconditions'], findings);
  }
  if (Array.isArray(value.dependsOn)) {
    dependsOn(value.dependsOn, [...path, 'dependsOn'], findings);
  }
}

/** triggers.md §7: ExecutionStatus and HasRetryAttempt. */
export function checkStates({ value, path }: Declaration, findings: Findings): void {
  for (const name of ['in', 'notIn']) {
    if (Array.isArray(value[name])) {
      states(value[name], [...path, name], findings);
    }
  }
}

/** triggers.md §6: a call is answered at once, it cannot wait for others. */
export function checkWebhook({ value, path }: Declaration, findings: Findings): void {
  const conditions: unknown[] = Array.isArray(value.conditions) ? value.conditions : [];
  conditions.forEach((condition, index) => {
    const place: Path = [...path, 'conditions', index, 'type'];
    if (isTree(condition) && String(condition.type).endsWith('.MultipleCondition')) {
      findings.violation(
        place,
        'A Webhook trigger does not support a MultipleCondition',
        'use a Flow trigger',
      );
    }
  });
}
