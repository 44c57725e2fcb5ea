import { isTruthy, matchesPattern } from '../../expressions/index.js';
import { IllegalArgumentError } from '../../model/errors.js';
import type { Execution } from '../../model/execution.js';
import type { TriggerRenderer } from '../trigger-renderer.js';

/** One entry of `preconditions.where[].filters` (triggers.md §5.2). */
export interface FilterDeclaration {
  readonly field?: unknown;
  readonly type?: unknown;
  readonly value?: unknown;
  readonly values?: unknown;
}

type Comparison = (actual: string | null, wanted: string, list: readonly string[]) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  EQUAL_TO: (actual, wanted) => actual === wanted,
  NOT_EQUAL_TO: (actual, wanted) => actual !== wanted,
  IN: (actual, _wanted, list) => actual !== null && list.includes(actual),
  NOT_IN: (actual, _wanted, list) => actual === null || !list.includes(actual),
  IS_TRUE: (actual) => isTruthy(actual ?? ''),
  IS_FALSE: (actual) => !isTruthy(actual ?? ''),
  IS_NULL: (actual) => actual === null || actual === '',
  IS_NOT_NULL: (actual) => actual !== null && actual !== '',
  STARTS_WITH: (actual, wanted) => actual?.startsWith(wanted) ?? false,
  ENDS_WITH: (actual, wanted) => actual?.endsWith(wanted) ?? false,
  CONTAINS: (actual, wanted) => actual?.includes(wanted) ?? false,
  REGEX: (actual, wanted) => actual !== null && matchesPattern(wanted, actual),
};

/** Does the execution pass? Throws for what cannot be decided. */
export async function passesFilter(
  filter: FilterDeclaration,
  execution: Execution,
  renderer: TriggerRenderer,
): Promise<boolean> {
  const compare = COMPARISONS[String(filter.type)];
  if (compare === undefined) {
    throw new IllegalArgumentError(
      `\`${String(filter.type)}\` is no filter, use one of ${Object.keys(COMPARISONS).join(', ')}`,
    );
  }
  const actual = await fieldOf(filter, execution, renderer);
  const list = Array.isArray(filter.values)
    ? filter.values.map(String)
    : [String(filter.value ?? '')];
  return compare(actual, String(filter.value ?? ''), list);
}

async function fieldOf(
  { field, value }: FilterDeclaration,
  execution: Execution,
  renderer: TriggerRenderer,
): Promise<string | null> {
  switch (field) {
    case 'FLOW_ID':
      return execution.flowId;
    case 'NAMESPACE':
      return execution.namespace;
    case 'STATE':
      return execution.state.current;
    case 'EXPRESSION': {
      const rendered = await renderer.renderTyped(String(value ?? ''));
      return rendered === null || rendered === undefined
        ? null
        : String(await renderer.render(String(value)));
    }
    default:
      throw new IllegalArgumentError(
        `\`${String(field)}\` is no field, use FLOW_ID, NAMESPACE, STATE or EXPRESSION`,
      );
  }
}
