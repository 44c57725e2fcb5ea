import type { Variables } from '../expressions/index.js';
import type { TaskRun } from '../model/task-run.js';
import { startDate } from '../model/state.js';
import { decryptedView } from './decrypted-view.js';
import { withHeaderNames } from './header-names.js';
import { labelTree } from './label-tree.js';
import type { RunScope } from './run-scope.js';
import type { RunSettings } from './run-services.js';

export type VariableSettings = Pick<RunSettings, 'envs' | 'globals'>;

/** Reads an encrypted text; absent: encrypted values stay as they are. */
export type Decrypt = (encrypted: string) => string;

/**
 * The root variables of an execution (engine.md §20, expressions.md §10), made when first read; making the object itself
 * costs the same for every execution. `extra` roots win.
 */
export function executionVariables(
  scope: RunScope,
  settings: VariableSettings,
  extra?: Readonly<Record<string, unknown>>,
  decrypt?: Decrypt,
): Variables {
  const made = new Map<string, unknown>();
  const get = (name: string): unknown => {
    if (extra !== undefined && Object.hasOwn(extra, name)) {
      return extra[name];
    }
    if (!made.has(name)) {
      made.set(name, makeRoot(name, scope, settings, decrypt));
    }
    return made.get(name);
  };
  return { get, keys: () => rootNames(scope, extra).filter((name) => get(name) !== undefined) };
}

/** Variables with some roots replaced or added. */
export function withExtra(
  variables: Variables,
  extra: Readonly<Record<string, unknown>>,
): Variables {
  return {
    get: (name) => (Object.hasOwn(extra, name) ? extra[name] : variables.get(name)),
    keys: () => new Set([...variables.keys(), ...Object.keys(extra)]),
  };
}

type RootMaker = (scope: RunScope, settings: VariableSettings) => unknown;

const ROOTS: ReadonlyMap<string, RootMaker> = new Map<string, RootMaker>([
  [
    'flow',
    ({ flow }) => ({
      id: flow.id,
      namespace: flow.namespace,
      revision: flow.revision,
      tenantId: 'main',
    }),
  ],
  ['execution', executionRoot],
  ['task', ({ task }) => task && { id: task.id, type: task.declaredType ?? task.type }],
  ['taskrun', (scope) => scope.taskRun && taskRunRoot(scope.taskRun, scope.attempt)],
  ['workerTaskrun', ({ workerTaskRun }) => workerTaskRun && taskRunRoot(workerTaskRun)],
  ['parent', ({ parents }) => parents?.[0]],
  ['parents', ({ parents, taskRun }) => parents ?? (taskRun === undefined ? undefined : [])],
  ['item', ({ item }) => item],
  ['inputs', ({ execution }) => execution.inputs],
  ['outputs', ({ outputs }) => outputs],
  ['tasks', ({ tasks }) => tasks],
  ['trigger', triggerRoot],
  ['vars', varsRoot],
  ['labels', ({ execution }) => labelTree(execution.labels)],
  ['envs', (_scope, settings) => settings.envs],
  ['globals', (_scope, settings) => settings.globals],
]);

/** Roots that may hold encrypted texts. */
const MAY_BE_ENCRYPTED: ReadonlySet<string> = new Set([
  'inputs',
  'outputs',
  'parent',
  'parents',
  'trigger',
]);

function makeRoot(
  name: string,
  scope: RunScope,
  settings: VariableSettings,
  decrypt?: Decrypt,
): unknown {
  const make = ROOTS.get(name);
  if (make === undefined) {
    const variables = ownVariables(scope);
    return Object.hasOwn(variables, name) ? variables[name] : undefined;
  }
  const value = make(scope, settings);
  return decrypt !== undefined && MAY_BE_ENCRYPTED.has(name)
    ? decryptedView(value, decrypt)
    : value;
}

function rootNames(scope: RunScope, extra?: Readonly<Record<string, unknown>>): string[] {
  return [
    ...new Set([...ROOTS.keys(), ...Object.keys(ownVariables(scope)), ...Object.keys(extra ?? {})]),
  ];
}

/** Those that the flow does not have are roots too, for example `schedule`. */
function ownVariables({ flow, execution }: RunScope): Readonly<Record<string, unknown>> {
  const inherited = flow.variables ?? {};
  return Object.fromEntries(
    Object.entries(execution.variables ?? {}).filter(([name]) => !Object.hasOwn(inherited, name)),
  );
}

function triggerRoot({ execution: { trigger } }: RunScope): unknown {
  return trigger?.variables && withHeaderNames(trigger.variables);
}

function executionRoot({ execution }: RunScope): unknown {
  return {
    id: execution.id,
    startDate: startDate(execution.state),
    originalId: execution.originalId,
    state: execution.state.current,
    ...(execution.outputs === undefined ? {} : { outputs: execution.outputs }),
  };
}

function taskRunRoot(taskRun: TaskRun, attempt?: number): unknown {
  return withoutAbsent({
    id: taskRun.id,
    startDate: startDate(taskRun.state),
    attemptsCount: attempt === undefined ? (taskRun.attempts?.length ?? 0) : attempt - 1,
    parentId: taskRun.parentTaskRunId,
    value: taskRun.value,
    iteration: taskRun.iteration,
  });
}

/** The flow's variables, until SetVariables or UnsetVariables keeps a changed copy on the execution. */
function varsRoot({ flow, execution }: RunScope): unknown {
  return execution.variables ?? flow.variables;
}

function withoutAbsent(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
