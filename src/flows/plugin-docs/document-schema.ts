import { INPUT_TYPES } from '../../model/input.js';
import type { PluginDefinition, PluginKind } from '../../plugins/api/plugin-definition.js';
import { allPlugins } from '../../plugins/index.js';
import { DASHBOARD_SCHEMA } from './dashboard-schema.js';
import { KIND_REFS, typeSchema } from './type-schema.js';
import type { Schema } from './type-schema.js';

const DRAFT = 'http://json-schema.org/draft-07/schema#';
const MODELS = 'io.kestra.core.models';

const ROOTS: Readonly<Record<string, string>> = {
  flow: `${MODELS}.flows.Flow`,
  task: KIND_REFS.task,
  trigger: KIND_REFS.trigger,
  plugindefault: `${MODELS}.flows.PluginDefault`,
  dashboard: `${MODELS}.dashboards.Dashboard`,
};

/** JSON schema of a kind of document, for editors; undefined for a kind that does not exist here. */
export function documentSchema(kind: string, options: { arrayOf: boolean }): Schema | undefined {
  const root = ROOTS[kind.toLowerCase()];
  if (root === undefined) {
    return undefined;
  }
  const reference = { $ref: `#/definitions/${root}` };
  return {
    $schema: DRAFT,
    ...(options.arrayOf ? { type: 'array', items: reference } : reference),
    definitions: (cached ??= definitions()),
  };
}

let cached: Schema | undefined;

function definitions(): Schema {
  const plugins = allPlugins();
  const kinds: readonly PluginKind[] = ['task', 'trigger', 'condition', 'task-runner'];
  return {
    [ROOTS.flow as string]: FLOW,
    [ROOTS.plugindefault as string]: PLUGIN_DEFAULT,
    [ROOTS.dashboard as string]: DASHBOARD_SCHEMA,
    ...Object.fromEntries(
      kinds.map((kind) => [
        KIND_REFS[kind],
        anyOf(plugins.filter((plugin) => plugin.kind === kind)),
      ]),
    ),
    ...Object.fromEntries(plugins.map((plugin) => [plugin.type, typeSchema(plugin)])),
  };
}

function anyOf(plugins: readonly PluginDefinition[]): Schema {
  return { anyOf: plugins.map(({ type }) => ({ $ref: `#/definitions/${type}` })) };
}

const text = { type: 'string' };
const flag = { type: 'boolean' };
const list = (items: Schema): Schema => ({ type: 'array', items });
const tasks = list({ $ref: `#/definitions/${KIND_REFS.task}` });
const labels = { type: ['object', 'array'] };

const PLUGIN_DEFAULT: Schema = {
  type: 'object',
  properties: { type: text, values: { type: 'object' }, forced: flag },
  required: ['type', 'values'],
};

const FLOW: Schema = {
  type: 'object',
  properties: {
    id: { ...text, pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]*', maxLength: 100 },
    namespace: { ...text, pattern: '^[a-z0-9][a-z0-9._-]*', maxLength: 150 },
    revision: { type: 'integer' },
    description: text,
    labels,
    inputs: list({
      type: 'object',
      properties: {
        id: text,
        type: { enum: INPUT_TYPES },
        required: flag,
        displayName: text,
        description: text,
        defaults: {},
      },
      required: ['id', 'type'],
    }),
    outputs: list({
      type: 'object',
      properties: { id: text, type: { enum: INPUT_TYPES }, value: {}, description: text },
      required: ['id', 'value'],
    }),
    variables: { type: 'object' },
    tasks: { ...tasks, minItems: 1 },
    errors: tasks,
    finally: tasks,
    afterExecution: tasks,
    triggers: list({ $ref: `#/definitions/${KIND_REFS.trigger}` }),
    pluginDefaults: list({ $ref: `#/definitions/${MODELS}.flows.PluginDefault` }),
    concurrency: {
      type: 'object',
      properties: {
        limit: { type: 'integer', minimum: 1 },
        behavior: { enum: ['QUEUE', 'CANCEL', 'FAIL'] },
      },
      required: ['limit'],
    },
    retry: {
      type: 'object',
      properties: { type: { enum: ['constant', 'exponential', 'random'] } },
      required: ['type'],
    },
    sla: list({
      type: 'object',
      properties: {
        id: text,
        type: { enum: ['MAX_DURATION', 'EXECUTION_ASSERTION'] },
        behavior: { enum: ['FAIL', 'CANCEL', 'NONE'] },
        duration: text,
        assert: text,
        labels,
      },
      required: ['id', 'type', 'behavior'],
    }),
    checks: list({
      type: 'object',
      properties: { condition: text, message: text },
      required: ['message'],
    }),
    workerGroup: { type: 'object' },
    disabled: flag,
    deleted: flag,
  },
  required: ['id', 'namespace', 'tasks'],
};
