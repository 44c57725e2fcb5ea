import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { IllegalStateError, NotFoundError } from '../model/errors.js';
import type { Execution } from '../model/execution.js';
import type { Flow } from '../model/flow.js';
import type { LogEntry, MetricEntry } from '../model/log-entry.js';
import { newState } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import type { Task } from '../model/task.js';
import { processEnvironment } from '../platform/config/environment.js';
import { Encryption } from '../platform/encryption/encryption.js';
import type { FlowsPort, KvPort, NamespaceFilesPort } from '../plugins/api/run-context.js';
import type { TaskOutput } from '../plugins/api/runnable-task.js';
import type { RunServices } from '../run-context/index.js';
import {
  AttemptContext,
  namespaceFileUri,
  SecretMask,
  TaskLog,
  TemporaryDirectory,
} from '../run-context/index.js';
import { ChildProcessLauncher } from '../workers/child-process.js';
import { UndiciHttpClient } from '../workers/http-client.js';
import { NESTED_PLUGINS } from '../workers/nested-plugins.js';
import { MemoryFiles } from './memory-files.js';

const AT = '2026-11-22T10:00:00.000Z';

export interface FakeRun {
  readonly task: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly flow?: Partial<Flow>;
  readonly execution?: Partial<Execution>;
  readonly taskRun?: Partial<TaskRun>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly services?: Partial<RunServices>;
  readonly signal?: AbortSignal;
}

export interface FakeResult {
  readonly output: TaskOutput;
  readonly logs: readonly LogEntry[];
  readonly metrics: readonly MetricEntry[];
}

/** Runs a task as a worker would, on services in memory. Rejects with what the task threw. */
export async function runTask(run: FakeRun): Promise<FakeResult> {
  const ctx = aRunContext(run);
  try {
    const output = await NESTED_PLUGINS.runTask(ctx.task, ctx);
    return { output, logs: ctx.logger.take(), metrics: ctx.collectedMetrics() };
  } finally {
    await (ctx.workingDirectory as TemporaryDirectory).remove();
  }
}

export function aRunContext(run: FakeRun): AttemptContext {
  const services = fakeServices(run.services);
  const flow = aFlow(run.flow);
  const task = { id: 'task', ...run.task } as Task;
  const taskRun = aTaskRun(task.id, run.taskRun);
  const mask = new SecretMask();
  return new AttemptContext(
    {
      scope: {
        flow,
        execution: anExecution(run.execution),
        outputs: run.outputs ?? {},
        tasks: {},
      },
      task,
      taskRun,
      attempt: 1,
      signal: run.signal ?? new AbortController().signal,
      log: new TaskLog(
        { namespace: flow.namespace, flowId: flow.id, taskId: task.id, taskRunId: taskRun.id },
        mask,
        task.logLevel,
      ),
      mask,
      workingDirectory: new TemporaryDirectory(services.settings.temporaryDirectory),
      plugins: NESTED_PLUGINS,
    },
    services,
  );
}

/** Services that keep everything in memory; processes and HTTP are real. */
export function fakeServices(overrides: Partial<RunServices> = {}): RunServices {
  const storage = overrides.storage ?? new MemoryFiles();
  const stores = new Map<string, Map<string, unknown>>();
  const files = new Map<string, Map<string, Buffer>>();
  return {
    settings: {
      envs: {},
      globals: {},
      recursiveRendering: false,
      secrets: new Map(),
      encryption: new Encryption(Buffer.alloc(32, 7).toString('base64')),
      temporaryDirectory: join(tmpdir(), 'fake-run-context'),
      taskRunners: { mode: 'AUTO', docker: { host: 'unix:///no-docker.sock' } },
      pluginConfigurations: {},
    },
    storage,
    http: new UndiciHttpClient(),
    processes: new ChildProcessLauncher(4, processEnvironment(), 200),
    executions: refusing('executions'),
    relatives: () => Promise.resolve([]),
    triggers: refusing('triggers'),
    flows: {
      namespaces: () => Promise.resolve(['company.team']),
      purgeRevisions: refusing<FlowsPort>('flows').purgeRevisions,
    },
    logs: refusing('logs'),
    kv: (namespace) => memoryKv(entryOf(stores, namespace)),
    namespaceFiles: (namespace) => memoryNamespaceFiles(namespace, entryOf(files, namespace)),
    namespaceExists: (namespace) => Promise.resolve((stores.get(namespace)?.size ?? 0) > 0),
    ...overrides,
  };
}

export function aFlow(overrides: Partial<Flow> = {}): Flow {
  return {
    namespace: 'company.team',
    id: 'flow',
    revision: 1,
    labels: [],
    inputs: [],
    outputs: [],
    tasks: [],
    errors: [],
    finally: [],
    afterExecution: [],
    listeners: [],
    triggers: [],
    pluginDefaults: [],
    sla: [],
    checks: [],
    disabled: false,
    deleted: false,
    ...overrides,
  };
}

export function anExecution(overrides: Partial<Execution> = {}): Execution {
  return {
    id: 'execution',
    namespace: 'company.team',
    flowId: 'flow',
    flowRevision: 1,
    labels: [],
    state: newState(AT, 'RUNNING'),
    originalId: 'execution',
    metadata: { attemptNumber: 1, originalCreatedDate: AT },
    deleted: false,
    ...overrides,
  };
}

export function aTaskRun(taskId: string, overrides: Partial<TaskRun> = {}): TaskRun {
  return {
    id: randomUUID(),
    executionId: 'execution',
    namespace: 'company.team',
    flowId: 'flow',
    taskId,
    state: newState(AT),
    ...overrides,
  };
}

function entryOf<T>(maps: Map<string, Map<string, T>>, name: string): Map<string, T> {
  const found = maps.get(name) ?? new Map<string, T>();
  maps.set(name, found);
  return found;
}

function memoryKv(pairs: Map<string, unknown>): KvPort {
  return {
    get: (key) => Promise.resolve(pairs.has(key) ? { key, value: pairs.get(key) } : undefined),
    put: (key, value, { overwrite = true } = {}) => {
      if (!overwrite && pairs.has(key)) {
        return Promise.reject(new IllegalStateError(`The key '${key}' exists already`));
      }
      pairs.set(key, value);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(pairs.delete(key)),
    purge: ({ expiredOnly, matches }) => {
      // Nothing expires in memory.
      const keys = expiredOnly ? [] : [...pairs.keys()].filter(matches);
      keys.forEach((key) => pairs.delete(key));
      return Promise.resolve(keys.length);
    },
    keys: (prefix = '') =>
      Promise.resolve([...pairs.keys()].filter((key) => key.startsWith(prefix))),
  };
}

function memoryNamespaceFiles(namespace: string, files: Map<string, Buffer>): NamespaceFilesPort {
  return {
    list: () => Promise.resolve([...files.keys()]),
    get: (path) => {
      const content = files.get(path);
      return content === undefined
        ? Promise.reject(new NotFoundError(`No such file: ${path}`))
        : Promise.resolve(Readable.from([content]));
    },
    exists: (path) => Promise.resolve(files.has(path)),
    put: async (path, content) => {
      files.set(path, content instanceof Readable ? await buffer(content) : Buffer.from(content));
      return namespaceFileUri(namespace, path);
    },
    delete: (path) => Promise.resolve(files.delete(path)),
  };
}

/** A port that a test did not expect to be used. */
function refusing<T extends object>(name: string): T {
  return new Proxy({} as T, {
    get: (_target, member) => () => {
      throw new IllegalStateError(`The test gave no ${name} (${String(member)})`);
    },
  });
}
