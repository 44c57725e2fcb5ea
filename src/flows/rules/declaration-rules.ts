import type { Declaration } from '../document/declarations.js';
import type { Findings } from '../document/findings.js';
import { parsePath } from '../document/path.js';
import type { Path } from '../document/path.js';
import { isTree, listOf, text } from '../document/reader.js';
import type { Tree } from '../document/reader.js';
import { parseCron, zoneOf } from '../../engine/schedule/index.js';
import { SYSTEM_LABEL_PREFIX } from '../../model/label.js';
import { checkInputs, flowOutput, input } from './input.js';
import { retry } from './retry.js';
import { workerGroup, workerSelector } from './worker-group.js';

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
    checkWorkerGroup(declaration, findings);
  }
  checkLabels(declaration, findings);
  for (const violation of definition.validate(asWritten(declaration))) {
    findings.violation([...path, ...parsePath(violation.path)], violation.message, violation.hint);
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

/** Task ids are unique in the whole flow (engine.md §4.1), those of generated tasks included; so are trigger ids. */
export function checkUniqueIds(declarations: readonly Declaration[], findings: Findings): void {
  const seen: Record<'task' | 'trigger', Set<string>> = { task: new Set(), trigger: new Set() };
  for (const { kind, value, path } of declarations) {
    if ((kind !== 'task' && kind !== 'trigger') || value.id === undefined) {
      continue;
    }
    const id = String(value.id);
    const generated = GENERATED[String(value.type)] ?? [];
    for (const candidate of [id, ...generated.map((suffix) => id + suffix)]) {
      if (seen[kind].has(candidate)) {
        findings.violation([...path, 'id'], `Duplicate ${kind} id with name [${candidate}]`);
      }
      seen[kind].add(candidate);
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
  'io.kestra.plugin.core.trigger.ScheduleOnDates': checkTimeZone,
};

export function checkByType(declaration: Declaration, findings: Findings, flow: Tree): void {
  BY_TYPE[declaration.definition.type]?.(declaration, findings, flow);
  checkInsideWorkingDirectory(declaration, findings);
}

function checkDag({ value, path }: Declaration, findings: Findings): void {
  const entries = (Array.isArray(value.tasks) ? (value.tasks as unknown[]) : []).map((entry) => {
    const { task, dependsOn } = isTree(entry) ? entry : { task: undefined, dependsOn: undefined };
    return {
      id: isTree(task) ? String(task.id) : '',
      dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
    };
  });
  const byId = new Map(entries.map((entry) => [entry.id, entry.dependsOn] as const));
  entries.forEach(({ dependsOn }, index) => {
    const unknown = dependsOn.filter((id) => !byId.has(id));
    if (unknown.length > 0) {
      findings.violation(
        [...path, 'tasks', index, 'dependsOn'],
        `Not existing task ids in dependency: ${unknown.join(', ')}`,
      );
    }
  });
  const cyclic = entriesInCycles(byId);
  if (cyclic.length > 0) {
    findings.violation([...path, 'tasks'], `Cyclic dependency detected: ${cyclic.join(', ')}`);
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
    );
  }
  if (value.workerGroup !== undefined && value.workerGroup !== null) {
    findings.violation(
      [...path, 'workerGroup'],
      'Cannot set a Worker Group in any WorkingDirectory sub-tasks',
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
    findings.violation(path, "No task defined, neither 'cases' or 'defaults' have any tasks");
  }
}

/** engine.md §10: only the direct call of the own flow is refused. */
function checkSelfCall({ value, path }: Declaration, findings: Findings, flow: Tree): void {
  if (value.flowId === flow.id && value.namespace === flow.namespace && flow.id !== undefined) {
    findings.violation(
      [...path, 'flowId'],
      `Recursive call to flow [${flow.namespace}.${flow.id}]`,
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

/** engine.md §18: only the server gives system labels; what an expression will say is not known here. */
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
      findings.violation(
        [...path, name],
        `System labels can only be set by Kestra itself, offending label: ${offending}`,
      );
    }
  }
}

function keysOf(value: unknown): string[] {
  return isTree(value) ? Object.keys(value) : [];
}

/** engine.md §7: what is asked for at the resume is declared like the inputs of a flow. */
function checkPause({ value, path }: Declaration, findings: Findings): void {
  if (value.onResume !== undefined && value.onResume !== null) {
    const place = [...path, 'onResume'];
    checkInputs(listOf(input)(value.onResume, place, findings) ?? [], place, findings);
  }
}

/** engine.md §22: what an iteration gives is declared like the outputs of a flow. */
function checkLoop({ value, path }: Declaration, findings: Findings): void {
  if (value.outputs !== undefined && value.outputs !== null) {
    listOf(flowOutput)(value.outputs, [...path, 'outputs'], findings);
  }
}

/** triggers.md §3. */
function checkSchedule(declaration: Declaration, findings: Findings): void {
  const { value, path } = declaration;
  if (typeof value.cron === 'string') {
    try {
      parseCron(value.cron, value.withSeconds === true);
    } catch (error) {
      findings.violation([...path, 'cron'], (error as Error).message);
    }
  }
  if (value.interval !== undefined) {
    findings.violation([...path, 'interval'], 'interval must be null');
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
      );
    }
  }
}
