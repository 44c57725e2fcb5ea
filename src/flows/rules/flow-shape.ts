import type { Flow, PluginDefault, Sla } from '../../model/flow.js';
import {
  anything,
  bool,
  integer,
  isTree,
  listOf,
  map,
  oneOf,
  record,
  text,
} from '../document/reader.js';
import type { Field, Reader, Tree } from '../document/reader.js';
import type { Findings } from '../document/findings.js';
import { duration } from './duration.js';
import { flowOutput, input } from './input.js';
import { labels } from './labels.js';
import { retry } from './retry.js';
import { workerGroup, workerGroupOf, workerSelector } from './worker-group.js';

/** Ids that 1.x refuses because they are also routes (engine.md §15.4); older flows have them, so they are warned of. */
const RESERVED_IDS: readonly string[] = [
  'pause',
  'resume',
  'force-run',
  'change-status',
  'kill',
  'executions',
  'search',
  'source',
  'disable',
  'enable',
];

const flowId: Reader<string> = (value, path, findings) => {
  const id = text({ pattern: /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/, max: 100 })(value, path, findings);
  if (id !== undefined && RESERVED_IDS.includes(id)) {
    findings.warning(
      path,
      `"${id}" is a reserved keyword and may be refused as a flow id in the future`,
    );
  }
  return id;
};

/** Null entries are lost at any depth, as if they were not written (expressions.md §1.14); null elements of lists stay. */
const variables: Reader<Tree> = (value, path, findings) => {
  const given = map(value, path, findings);
  return given && (withoutNullEntries(given) as Tree);
};

function withoutNullEntries(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNullEntries);
  }
  if (!isTree(value)) {
    return value;
  }
  const present = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(present.map(([key, member]) => [key, withoutNullEntries(member)]));
}

const concurrency = record('io.kestra.core.models.flows.Concurrency', {
  limit: { read: integer(1), required: true },
  behavior: { read: oneOf(['QUEUE', 'CANCEL', 'FAIL']) },
});

const slaShape = record('io.kestra.core.models.flows.sla.SLA', {
  id: { read: text(), required: true },
  type: { read: oneOf(['MAX_DURATION', 'EXECUTION_ASSERTION']), required: true },
  behavior: { read: oneOf(['FAIL', 'CANCEL', 'NONE']), required: true },
  labels: { read: labels },
  duration: { read: duration },
  assert: { read: text() },
});

const sla: Reader<Tree> = (value, path, findings) => {
  const result = slaShape(value, path, findings) as Partial<Sla> | undefined;
  const { duration: limit } = isTree(value) ? value : {};
  if (result?.type === 'MAX_DURATION' && (limit ?? undefined) === undefined) {
    findings.violation([...path, 'duration'], 'must not be null');
  }
  if (result?.type === 'EXECUTION_ASSERTION' && result.assert === undefined) {
    findings.violation([...path, 'assert'], 'must not be null');
  }
  return result as Tree | undefined;
};

const check = record('io.kestra.core.models.flows.check.Check', {
  // `when` is its name in 2.0.
  condition: { read: text(), required: true, newerNames: ['when'] },
  message: { read: text(), required: true },
  style: { read: oneOf(['ERROR', 'SUCCESS', 'WARNING', 'INFO']) },
  behavior: { read: oneOf(['BLOCK_EXECUTION', 'FAIL_EXECUTION', 'CREATE_EXECUTION']) },
});

const pluginDefault = record('io.kestra.core.models.flows.PluginDefault', {
  type: { read: text(), required: true },
  values: { read: map },
  forced: { read: bool },
});

/** Plugin declarations are resolved apart (document/declarations.ts); here only their lists are looked at. */
const declarations: Reader<unknown[]> = listOf(anything);

const listener = record('io.kestra.core.models.listeners.Listener', {
  description: { read: text() },
  conditions: { read: declarations },
  tasks: { read: declarations },
});

const FIELDS: Readonly<Record<string, Field>> = {
  id: { read: flowId, required: true },
  namespace: { read: text({ pattern: /^[a-z0-9][a-z0-9._-]*$/, max: 150 }), required: true },
  revision: { read: integer() },
  description: { read: text() },
  labels: { read: labels },
  inputs: { read: listOf(input) },
  outputs: { read: listOf(flowOutput) },
  variables: { read: variables },
  tasks: { read: declarations },
  errors: { read: declarations },
  finally: { read: declarations },
  afterExecution: { read: declarations },
  listeners: { read: listOf(listener), deprecated: true },
  triggers: { read: declarations },
  pluginDefaults: { read: listOf(pluginDefault) },
  taskDefaults: { read: listOf(pluginDefault), deprecated: true },
  concurrency: { read: concurrency },
  retry: { read: retry },
  sla: { read: listOf(sla) },
  checks: { read: listOf(check) },
  workerGroup: { read: workerGroup },
  disabled: { read: bool },
  deleted: { read: bool },
  // What a client may send back that the server itself added, or that only other editions use.
  tenantId: { read: anything },
  source: { read: anything },
  sources: { read: anything },
  updated: { read: anything },
  draft: { read: anything },
  assets: { read: anything },
  quotas: { read: anything },
  // Its name in 2.0.
  workerSelector: { read: workerSelector },
};

const shape = record('io.kestra.core.models.flows.Flow', FIELDS);

/** The flow without its plugin declarations, which are still as the document has them. */
export function readFlowShape(document: Tree, findings: Findings): Tree {
  const result = shape(document, [], findings) ?? {};
  if (!Array.isArray(document.tasks) || document.tasks.length === 0) {
    const missing =
      document.tasks === undefined || document.tasks === null || Array.isArray(document.tasks);
    if (missing) {
      findings.violation(['tasks'], 'must not be empty');
    }
  }
  return result;
}

/** Plugin defaults as written in a flow or in the configuration; `values` may be missing there. */
export function pluginDefaultsOf(
  document: Tree,
  ...properties: readonly string[]
): PluginDefault[] {
  return properties
    .flatMap((property) =>
      Array.isArray(document[property]) ? (document[property] as unknown[]) : [],
    )
    .filter(
      (entry): entry is Tree & PluginDefault => isTree(entry) && typeof entry.type === 'string',
    )
    .map((entry) => ({ ...entry, values: isTree(entry.values) ? entry.values : {} }));
}

export function toFlow(shaped: Tree, resolved: Tree, revision: number): Flow {
  const list = <T>(property: string, from: Tree = shaped): readonly T[] =>
    (from[property] as T[] | undefined) ?? [];
  const given = (...properties: string[]): Tree =>
    Object.fromEntries(
      properties.filter((p) => shaped[p] !== undefined).map((p) => [p, shaped[p]]),
    );
  const limit = shaped.concurrency as Partial<Flow['concurrency']> | undefined;
  return {
    namespace: String(shaped.namespace),
    id: String(shaped.id),
    revision,
    ...given('description', 'variables', 'retry'),
    ...workerGroupOf(shaped),
    labels: list('labels'),
    inputs: list('inputs'),
    outputs: list('outputs'),
    tasks: list('tasks', resolved),
    errors: list('errors', resolved),
    finally: list('finally', resolved),
    afterExecution: list('afterExecution', resolved),
    listeners: list<Tree>('listeners', resolved).map((entry) => ({
      ...entry,
      tasks: list('tasks', entry),
    })),
    triggers: list('triggers', resolved),
    pluginDefaults: [...pluginDefaultsOf(shaped, 'pluginDefaults', 'taskDefaults')],
    ...(limit && { concurrency: { behavior: 'QUEUE', ...limit } as Flow['concurrency'] }),
    sla: list('sla'),
    checks: list('checks'),
    disabled: shaped.disabled === true,
    deleted: shaped.deleted === true,
  };
}
