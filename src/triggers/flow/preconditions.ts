import { isTruthy } from '../../expressions/index.js';
import type { Condition, TriggerDefinition } from '../../model/flow.js';
import { labelPairs } from '../../plugins/api/declared-labels.js';
import { conditionsHold } from '../../plugins/index.js';
import { isMultiple } from '../trigger-conditions.js';
import { type FilterDeclaration, passesFilter } from './filters.js';
import type { Upstream } from './upstream.js';
import { type WindowRule, windowRule } from './window.js';

/** Something that executions have to fulfil together within a window (triggers.md §5.2 to §5.4). */
export interface Precondition {
  /** Names the stored window. */
  readonly id: string;
  readonly rule: WindowRule;
  readonly resetOnSuccess: boolean;
  readonly requirements: readonly Requirement[];
  /** How many of them will do. */
  readonly minimum: number;
}

export interface Requirement {
  readonly key: string;
  /** `namespace/flowId` of the only flow whose executions can meet it. */
  readonly flowKey?: string;
  /** Throws when it cannot be decided. */
  isMetBy(upstream: Upstream): Promise<boolean>;
}

type Tree = Readonly<Record<string, unknown>>;

/** `preconditions`, every MultipleCondition among the conditions, and `dependsOn` of 2.0. */
export function preconditionsOf(trigger: TriggerDefinition): Precondition[] {
  const { preconditions, multipleConditions, dependsOn } = trigger;
  const multiple = [
    ...(trigger.conditions ?? []).filter(isMultiple),
    ...(treesOf(multipleConditions) as unknown as Condition[]),
  ];
  return [
    ...treesOf(preconditions).map((one) => flowsAndWhere(one, trigger.id)),
    ...multiple.map(multipleCondition),
    ...(dependsOn === undefined || dependsOn === null
      ? []
      : [dependencies(trigger, treesOf(dependsOn))]),
  ];
}

function flowsAndWhere(declared: Tree, triggerId: string): Precondition {
  const flows = treesOf(declared['flows']).map((flow, index) => ({
    key: `condition_${index + 1}`,
    ...flowKeyOf(flow),
    isMetBy: (upstream: Upstream) => Promise.resolve(matchesFlow(flow, upstream)),
  }));
  const where = treesOf(declared['where']).map((one, index) => ({
    key: `condition_${flows.length + index + 1}_${String(one['id'])}`,
    isMetBy: (upstream: Upstream) => passesAll(one, upstream),
  }));
  const requirements = [...flows, ...where];
  return {
    id: String(declared['id'] ?? triggerId),
    rule: windowRule(treesOf(declared['timeWindow'])[0]),
    resetOnSuccess: declared['resetOnSuccess'] !== false,
    requirements,
    minimum: requirements.length,
  };
}

function flowKeyOf({ namespace, flowId }: Tree): Pick<Requirement, 'flowKey'> {
  return typeof namespace === 'string' && typeof flowId === 'string'
    ? { flowKey: `${namespace}/${flowId}` }
    : {};
}

/** Each given field has to match. */
function matchesFlow(wanted: Tree, { execution }: Upstream): boolean {
  const { namespace, flowId, states, labels } = wanted;
  return (
    (namespace ?? execution.namespace) === execution.namespace &&
    (flowId ?? execution.flowId) === execution.flowId &&
    (!Array.isArray(states) || states.includes(execution.state.current)) &&
    labelPairs(labels).every(({ key, value }) =>
      execution.labels.some((label) => label.key === key && label.value === value),
    )
  );
}

async function passesAll({ operand, filters }: Tree, upstream: Upstream): Promise<boolean> {
  const isOr = operand === 'OR';
  for (const filter of treesOf(filters)) {
    if (
      (await passesFilter(filter as FilterDeclaration, upstream.execution, upstream.renderer)) ===
      isOr
    ) {
      return isOr;
    }
  }
  return !isOr;
}

function multipleCondition(declared: Condition): Precondition {
  const { id, window, windowAdvance, timeWindow, sla, conditions, resetOnSuccess } = declared;
  const requirements = Object.entries(
    (conditions ?? {}) as Readonly<Record<string, Condition>>,
  ).map(([key, condition]) => ({
    key,
    isMetBy: (upstream: Upstream) => conditionsHold([condition], upstream.conditionContext),
  }));
  return {
    id: String(id),
    rule: windowRule(treesOf(timeWindow ?? sla)[0] ?? { window, windowAdvance }),
    resetOnSuccess: resetOnSuccess !== false,
    requirements,
    minimum: requirements.length,
  };
}

/** triggers.md §5.4. */
function dependencies(trigger: TriggerDefinition, flows: readonly Tree[]): Precondition {
  const requirements = flows.map((flow, index) => ({
    key: `condition_${index + 1}`,
    ...flowKeyOf(flow),
    isMetBy: async (upstream: Upstream) =>
      matchesFlow(flow, upstream) &&
      (flow['when'] === undefined ||
        isTruthy(await upstream.renderer.render(String(flow['when']), upstream.whenRoots))),
  }));
  return {
    id: trigger.id,
    rule: windowRule(windowOf(treesOf(trigger['window'])[0] ?? {})),
    resetOnSuccess: true,
    requirements,
    minimum: minimumOf(trigger, flows.length),
  };
}

function minimumOf({ mode, minSatisfied }: TriggerDefinition, all: number): number {
  switch (mode) {
    case 'ANY':
      return Math.min(1, all);
    case 'AT_LEAST':
      return Math.min(Number(minSatisfied ?? all), all);
    default:
      return all;
  }
}

function windowOf({ deadline, from, to, every, offset, lookback }: Tree): Tree {
  if (deadline !== undefined) {
    return { type: 'DAILY_TIME_DEADLINE', deadline };
  }
  if (from !== undefined || to !== undefined) {
    return { type: 'DAILY_TIME_WINDOW', startTime: from, endTime: to };
  }
  return lookback === undefined
    ? { type: 'DURATION_WINDOW', window: every, windowAdvance: offset }
    : { type: 'SLIDING_WINDOW', window: lookback };
}

function treesOf(value: unknown): Tree[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one): one is Tree => typeof one === 'object' && one !== null);
}
