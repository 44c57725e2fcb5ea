import { readJson } from '../../model/json.js';
import type { ExecutionView } from '../view.js';
import type { ExecutorTask } from './executor-task.js';

type Variables = Readonly<Record<string, unknown>>;

/** Deep merge into the variables of the execution, which begin as a copy of the flow's. */
export const setVariables: ExecutorTask = {
  expression: ({ variables, overwrite = true }) => ({ variables, overwrite }),
  typed: false,
  run(view, _task, rendered) {
    const { variables, overwrite } = rendered as Rendered;
    const added = parsed(variables);
    if (!isMap(added)) {
      return { error: 'The variables to set must be a map' };
    }
    const old = variablesOf(view);
    const taken = Object.keys(added).filter((key) => Object.hasOwn(old, key));
    return String(overwrite) === 'false' && taken.length > 0
      ? { error: `These variables exist already and overwrite is false: ${taken.join(', ')}` }
      : { changes: [{ kind: 'ExecutionVariablesSet', variables: deepMerge(old, added) }] };
  },
};

/** Removes variables by name or dotted path. */
export const unsetVariables: ExecutorTask = {
  expression: ({ variables, ignoreMissing = false }) => ({ variables, ignoreMissing }),
  typed: false,
  run(view, _task, rendered) {
    const { variables: declared, ignoreMissing } = rendered as Rendered;
    const names = parsed(declared);
    if (!Array.isArray(names)) {
      return { error: 'The variables to remove must be a list of names' };
    }
    const paths = names.map(String);
    const old = variablesOf(view);
    const missing = paths.filter((path) => !has(old, path.split('.')));
    if (String(ignoreMissing) !== 'true' && missing.length > 0) {
      return { error: `These variables do not exist: ${missing.join(', ')}` };
    }
    const variables = paths.reduce((rest, path) => without(rest, path.split('.')), old);
    return { changes: [{ kind: 'ExecutionVariablesSet', variables }] };
  },
};

interface Rendered {
  readonly variables?: unknown;
  readonly overwrite?: unknown;
  readonly ignoreMissing?: unknown;
}

/** An expression for all of them gives JSON. */
function parsed(variables: unknown): unknown {
  try {
    return typeof variables === 'string' ? readJson(variables) : variables;
  } catch {
    return variables;
  }
}

function variablesOf({ execution, flow }: ExecutionView): Variables {
  return execution.variables ?? flow.variables ?? {};
}

function deepMerge(old: Variables, added: Variables): Variables {
  const entries = Object.entries(added).map(([key, value]): [string, unknown] => {
    const before = Object.hasOwn(old, key) ? old[key] : undefined;
    return [key, isMap(before) && isMap(value) ? deepMerge(before, value) : value];
  });
  return { ...old, ...Object.fromEntries<unknown>(entries) };
}

function has(variables: Variables, [key = '', ...rest]: readonly string[]): boolean {
  const value = Object.hasOwn(variables, key) ? variables[key] : undefined;
  return value !== undefined && (rest.length === 0 || (isMap(value) && has(value, rest)));
}

function without(variables: Variables, [key = '', ...rest]: readonly string[]): Variables {
  const { [key]: value, ...others } = variables;
  return rest.length > 0 && isMap(value) ? { ...variables, [key]: without(value, rest) } : others;
}

function isMap(value: unknown): value is Variables {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
