import type { Declaration } from '../document/declarations.js';
import { didYouMean } from '../document/findings.js';
import type { Findings } from '../document/findings.js';
import { parsePath, pathText } from '../document/path.js';
import type { Path } from '../document/path.js';
import { bool, isTree, listOf, record, text } from '../document/reader.js';
import type { Tree } from '../document/reader.js';
import { SYSTEM_LABEL_PREFIX } from '../../model/label.js';
import { nearestName } from '../../model/nearest-name.js';
import { checkInputs, checkOutputs, flowOutput, input } from './input.js';
import { duration } from './duration.js';
import { retry } from './retry.js';
import {
  checkFlowTrigger,
  checkSchedule,
  checkScheduleOnDates,
  checkStates,
  checkWebhook,
  states,
} from './trigger-rules.js';
import { workerGroup, workerSelector } from './worker-group.js';

const LABELS_TASK = 'io.kestra.plugin.core.execution.Labels';
const ID = text({ pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/, max: 256 });
const NOT_NULL = 'must not be null';

/** Rules that every task, trigger, condition and task runner obeys, and those of its own type. */
export function checkDeclaration(declaration: Declaration, findings: Findings): void {
  const { value, path, definition, kind } = declaration;
  if (kind === 'task' || kind === 'trigger') {
    if (value.id === undefined || value.id === null) {
      findings.violation([...path, 'id'], NOT_NULL);
    } else {
      ID(value.id, [...path, 'id'], findings);
    }
  }
  if (kind === 'task' && value.retry !== undefined && value.retry !== null) {
    retry(value.retry, [...path, 'retry'], findings);
  }
  if (kind === 'task') {
    checkTask(declaration, findings);
  }
  if (kind === 'trigger' && Array.isArray(value.stopAfter)) {
    states(value.stopAfter, [...path, 'stopAfter'], findings);
  }
  checkLabels(declaration, findings);
  for (const { path: own, message, hint } of definition.validate(asWritten(declaration))) {
    const place = parsePath(own);
    findings.violation([...path, ...place], message, hint ?? hintOfOrigin(declaration, place[0]));
  }
}

/** The text has no place for what came from elsewhere. */
function hintOfOrigin({ value, declared }: Declaration, step?: Path[number]): string | undefined {
  const name = String(step);
  return value[name] !== undefined && declared[name] === undefined
    ? 'the value comes from the plugin defaults'
    : undefined;
}

const taskCache = record('io.kestra.core.models.tasks.Cache', {
  enabled: { read: bool, required: true },
  ttl: { read: duration },
});

function checkTask(declaration: Declaration, findings: Findings): void {
  const { value, declared, path } = declaration;
  checkWorkerGroup(declaration, findings);
  if (isTree(declared.retry) && declared.retry.maxAttempt !== undefined) {
    findings.deprecated([...path, 'retry', 'maxAttempt']);
  }
  if (isTree(value.runIf) || Array.isArray(value.runIf)) {
    text()(value.runIf, [...path, declared.runIf === undefined ? 'when' : 'runIf'], findings);
  }
  if (isTree(value.taskCache)) {
    taskCache(value.taskCache, [...path, 'taskCache'], findings);
  }
}

/** `declaredType` is ours where it names the alias that the document uses; elsewhere it is an unknown property. */
function asWritten({ value, definition }: Declaration): Declaration['value'] {
  const { declaredType, ...own } = value;
  return definition.aliases.includes(String(declaredType)) ? own : value;
}

const FOR_EACH_ITEM = 'io.kestra.plugin.core.flow.ForEachItem';
const LOOP = 'io.kestra.plugin.core.flow.Loop';
/** What the ids of generated tasks end in. */
const GENERATED: Readonly<Record<string, readonly string[]>> = {
  [FOR_EACH_ITEM]: ['_split', '_items', '_merge'],
  [LOOP]: ['_iteration'],
};

/** The ids of the tasks that a task makes of itself. */
export function generatedIds({ id, type }: Tree): string[] {
  return (GENERATED[String(type)] ?? []).map((suffix) => `${String(id)}${suffix}`);
}

/** Task ids are unique in the whole flow (engine.md §4.1), those of generated tasks included; so are trigger ids. */
export function checkUniqueIds(declarations: readonly Declaration[], findings: Findings): void {
  const seen = { task: new Map<string, Path>(), trigger: new Map<string, Path>() };
  for (const { kind, value, path } of declarations) {
    if ((kind !== 'task' && kind !== 'trigger') || value.id === undefined) {
      continue;
    }
    for (const candidate of [String(value.id), ...generatedIds(value)]) {
      const earlier = seen[kind].get(candidate);
      if (earlier === undefined) {
        seen[kind].set(candidate, path);
      } else {
        const hint = `${pathText(earlier)} has it already`;
        findings.violation([...path, 'id'], `Duplicate ${kind} id with name [${candidate}]`, hint);
      }
    }
  }
}

type Rule = (declaration: Declaration, findings: Findings, flow: Tree) => void;

/** Rules that look beyond one declaration, by canonical type. */
const BY_TYPE: Readonly<Record<string, Rule>> = {
  'io.kestra.plugin.core.flow.Dag': checkDag,
  'io.kestra.plugin.core.flow.Switch': checkSwitch,
  'io.kestra.plugin.core.flow.Subflow': checkSelfCall,
  [FOR_EACH_ITEM]: checkSelfCall,
  [LOOP]: checkLoop,
  'io.kestra.plugin.core.flow.Pause': checkPause,
  'io.kestra.plugin.core.trigger.Schedule': checkSchedule,
  'io.kestra.plugin.core.trigger.ScheduleOnDates': checkScheduleOnDates,
  'io.kestra.plugin.core.trigger.Flow': checkFlowTrigger,
  'io.kestra.plugin.core.trigger.Webhook': checkWebhook,
  'io.kestra.plugin.core.condition.ExecutionStatus': checkStates,
  'io.kestra.plugin.core.condition.HasRetryAttempt': checkStates,
};

export function checkByType(declaration: Declaration, findings: Findings, flow: Tree): void {
  BY_TYPE[declaration.definition.type]?.(declaration, findings, flow);
  checkInsideWorkingDirectory(declaration, findings);
}

function checkDag({ value, path }: Declaration, findings: Findings): void {
  const byId = new Map<string, readonly string[]>();
  const places = new Map<string, Path>();
  (Array.isArray(value.tasks) ? (value.tasks as unknown[]) : []).forEach((entry, index) => {
    if (isTree(entry) && isTree(entry.task)) {
      const id = String(entry.task.id);
      const place = [...path, 'tasks', index, 'dependsOn'];
      byId.set(id, listOf(text())(entry.dependsOn ?? [], place, findings) ?? []);
      places.set(id, place);
    }
  });
  for (const [id, place] of places) {
    const unknown = (byId.get(id) ?? []).filter((other) => !byId.has(other));
    if (unknown.length > 0) {
      findings.violation(
        place,
        `Not existing task ids in dependency: ${unknown.join(', ')}`,
        didYouMean(nearestName(unknown[0] ?? '', byId.keys())),
      );
    }
  }
  const cyclic = entriesInCycles(byId);
  if (cyclic.length > 0) {
    findings.violation(
      [...path, 'tasks'],
      `Cyclic dependency detected: ${cyclic.join(', ')}`,
      'take one of them out of `dependsOn` of another',
    );
  }
}

/** What is left after taking away, again and again, everything that waits for nothing left. */
function entriesInCycles(byId: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Map(byId);
  for (let changed = true; changed;) {
    changed = false;
    for (const [id, dependsOn] of left) {
      if (!dependsOn.some((other) => left.has(other))) {
        left.delete(id);
        changed = true;
      }
    }
  }
  return [...left.keys()];
}

/** engine.md §9: one worker runs the children, so each must be something that a worker runs by itself. */
function checkInsideWorkingDirectory(
  { parent, path, value, definition }: Declaration,
  findings: Findings,
): void {
  if (
    parent?.definition.type !== 'io.kestra.plugin.core.flow.WorkingDirectory' ||
    !isDirectTask(parent.path, path)
  ) {
    return;
  }
  if (!definition.runnable) {
    findings.violation(
      path,
      'Only runnable tasks are allowed as children of a WorkingDirectory task',
      'move it out of the WorkingDirectory',
    );
  }
  if (value.workerGroup !== undefined && value.workerGroup !== null) {
    findings.violation(
      [...path, 'workerGroup'],
      'Cannot set a Worker Group in any WorkingDirectory sub-tasks',
      'give it to the WorkingDirectory',
    );
  }
}

function isDirectTask(parent: Path, child: Path): boolean {
  return child[parent.length] === 'tasks';
}

function checkSwitch({ value, path }: Declaration, findings: Findings): void {
  const empty = (candidate: unknown): boolean =>
    candidate === undefined || candidate === null || Object.keys(candidate as object).length === 0;
  if (empty(value.cases) && empty(value.defaults)) {
    findings.violation(
      path,
      "No task defined, neither 'cases' or 'defaults' have any tasks",
      'add `cases:` or `defaults:`',
    );
  }
}

/** engine.md §10: only the direct call of the own flow is refused. */
function checkSelfCall({ value, path }: Declaration, findings: Findings, flow: Tree): void {
  if (value.flowId === flow.id && value.namespace === flow.namespace && flow.id !== undefined) {
    findings.violation(
      [...path, 'flowId'],
      `Recursive call to flow [${flow.namespace}.${flow.id}]`,
      'name another flow',
    );
  }
}

function checkWorkerGroup({ value, declared, path }: Declaration, findings: Findings): void {
  if (isTree(value.workerGroup)) {
    workerGroup(value.workerGroup, [...path, 'workerGroup'], findings);
  }
  if (isTree(declared.workerSelector)) {
    workerSelector(declared.workerSelector, [...path, 'workerSelector'], findings);
  }
}

/**
 * engine.md §18: only the server gives system labels; what an expression will say is not known here. The task Labels is not
 * refused but fails when it runs (tasks.md §3), and the author is warned.
 */
function checkLabels({ value, path, definition }: Declaration, findings: Findings): void {
  const properties = definition.properties
    .filter(({ valueType }) => valueType === 'labels')
    .map(({ name }) => name);
  for (const name of new Set(['labels', ...properties])) {
    const labels = value[name];
    const keys = Array.isArray(labels)
      ? labels.map((label: unknown) => (isTree(label) ? label.key : ''))
      : keysOf(labels);
    const offending = keys.map(String).find((key) => key.startsWith(SYSTEM_LABEL_PREFIX));
    if (offending !== undefined && definition.kind !== 'condition') {
      const place = [...path, name];
      const message = `System labels can only be set by Kestra itself, offending label: ${offending}`;
      if (definition.type === LABELS_TASK) {
        findings.warning(place, message);
      } else {
        findings.violation(place, message);
      }
    }
  }
}

function keysOf(value: unknown): string[] {
  return isTree(value) ? Object.keys(value) : [];
}

/** engine.md §7: what is asked for at the resume is declared like the inputs of a flow. */
function checkPause({ value, declared, path }: Declaration, findings: Findings): void {
  const onResume = declared.onResume ?? value.onResume ?? undefined;
  if (onResume !== undefined) {
    const place = [...path, 'onResume'];
    listOf(input)(onResume, place, findings);
    checkInputs(onResume, place, findings);
  }
}

/** engine.md §22: what an iteration gives is declared like the outputs of a flow. */
function checkLoop({ value, path }: Declaration, findings: Findings): void {
  if (value.outputs !== undefined && value.outputs !== null) {
    listOf(flowOutput)(value.outputs, [...path, 'outputs'], findings);
    checkOutputs(value.outputs, [...path, 'outputs'], findings);
  }
}
