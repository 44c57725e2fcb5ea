import type { ExecutionView } from '../view.js';
import type { ExecutorTask } from './executor-task.js';

type Variables = Readonly<Record<string, unknown>>;

/** Deep merge into the variables of the execution, which begin as a copy of the flow's. */
export const setVariables: ExecutorTask = {
  expression: (task) => task['variables'],
  typed: true,
  run(view, task, rendered) {
    if (!isMap(rendered)) {
      return { error: 'The variables to set must be a map' };
    }
    const old = variablesOf(view);
    const taken = Object.keys(rendered).filter((key) => Object.hasOwn(old, key));
    return task['overwrite'] === false && taken.length > 0
      ? { error: `These variables exist already and overwrite is false: ${taken.join(', ')}` }
      : { changes: [{ kind: 'ExecutionVariablesSet', variables: deepMerge(old, rendered) }] };
  },
};

/** Removes variables by name or dotted path. */
export const unsetVariables: ExecutorTask = {
  expression: (task) => task['variables'],
  typed: true,
  run(view, task, rendered) {
    const paths = Array.isArray(rendered) ? rendered.map(String) : [];
    const old = variablesOf(view);
    const missing = paths.filter((path) => !has(old, path.split('.')));
    if (task['ignoreMissing'] !== true && missing.length > 0) {
      return { error: `These variables do not exist: ${missing.join(', ')}` };
    }
    const variables = paths.reduce((rest, path) => without(rest, path.split('.')), old);
    return { changes: [{ kind: 'ExecutionVariablesSet', variables }] };
  },
};

function variablesOf({ execution, flow }: ExecutionView): Variables {
  return deepMerge(flow.variables ?? {}, execution.variables ?? {});
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
