import { text } from 'node:stream/consumers';
import type { ExpressionHost } from '../expressions/index.js';
import { IllegalArgumentError, NotFoundError } from '../model/errors.js';
import type { LogEntry } from '../model/log-entry.js';
import { STORAGE_SCHEME } from '../platform/storage/internal-storage.js';
import type { KvEntry } from '../plugins/api/run-context.js';
import { FileAccess } from './file-access.js';
import { callHttp } from './http-function.js';
import type { RunScope } from './run-scope.js';
import type { RunServices } from './run-services.js';
import { namespaceFileUri } from './storage-uri.js';

/** What of a scope the functions need. Triggers without an execution have a flow only. */
export type HostScope = Pick<RunScope, 'flow'> & Partial<Pick<RunScope, 'execution' | 'tasks'>>;

export interface HostOptions {
  /** Told every secret that an expression reads, so that logs can hide it. */
  readonly onSecret?: (value: string) => void;
}

/** The functions of expressions that reach outside (expressions.md §8), for one execution. */
export function expressionHostFor(
  scope: HostScope,
  services: RunServices,
  options: HostOptions = {},
): ExpressionHost {
  const { namespace } = scope.flow;
  const { execution } = scope;
  const access = execution && new FileAccess(execution, services.relatives);
  return {
    secret: (name) => {
      const value = services.settings.secrets.get(name.toUpperCase());
      if (value === undefined) {
        throw new NotFoundError(
          `Cannot find secret for key '${name}': set the environment variable SECRET_${name.toUpperCase()} (base64)`,
        );
      }
      options.onSecret?.(value);
      return value;
    },
    kv: async (key, otherNamespace, errorOnMissing) => {
      const entry = await (otherNamespace === undefined
        ? inheritedEntry(services, namespace, key)
        : services.kv(otherNamespace).get(key));
      if (entry === undefined && errorOnMissing) {
        throw new NotFoundError(
          `The key '${key}' does not exist in the namespace '${otherNamespace ?? namespace}'.`,
        );
      }
      return entry?.value ?? null;
    },
    read: async (path) =>
      text(
        isStorageUri(path)
          ? await services.storage.get(await ownUri(path, access))
          : await services.namespaceFiles(namespace).get(namespacePathOf(path)),
      ),
    fileUri: (path) => namespaceFileUri(namespace, namespacePathOf(path)),
    fileSize: async (path) => services.storage.size(await ownUri(path, access)),
    fileExists: async (path) =>
      isStorageUri(path)
        ? services.storage.exists(await ownUri(path, access))
        : services.namespaceFiles(namespace).exists(namespacePathOf(path)),
    isFileEmpty: async (path) => (await services.storage.size(await ownUri(path, access))) === 0,
    errorLogs: async () =>
      scope.execution === undefined ? [] : errorLogs(scope, scope.execution.id, services),
    http: (call) => callHttp(services.http, call),
    tasksWithState: (state) => tasksWithState(scope.tasks ?? {}, state),
  };
}

/** Of the namespace, else of the nearest parent that has the key. */
async function inheritedEntry(
  services: RunServices,
  namespace: string,
  key: string,
): Promise<KvEntry | undefined> {
  const entry = await services.kv(namespace).get(key);
  const end = namespace.lastIndexOf('.');
  return entry !== undefined || end < 0
    ? entry
    : inheritedEntry(services, namespace.slice(0, end), key);
}

function isStorageUri(path: string): boolean {
  return path.startsWith(STORAGE_SCHEME);
}

function namespacePathOf(path: string): string {
  if (path.split(/[\\/]/).includes('..')) {
    throw new IllegalArgumentError(`The path "${path}" must not contain '../'`);
  }
  return `/${path.replace(/^\/+/, '')}`;
}

/** The functions take a file of the execution or of one it belongs to (engine.md §23.5), no folder. */
async function ownUri(uri: string, access: FileAccess | undefined): Promise<string> {
  if (!isStorageUri(uri)) {
    throw new IllegalArgumentError(
      `Cannot read "${uri}": it is not an internal storage URI (kestra:///…)`,
    );
  }
  if (access === undefined) {
    throw new IllegalArgumentError(
      `Unable to read the file "${uri}": there is no execution that it could belong to`,
    );
  }
  return access.check(uri);
}

async function errorLogs(
  scope: HostScope,
  executionId: string,
  services: RunServices,
): Promise<LogEntry[]> {
  const { namespace, id: flowId } = scope.flow;
  const lines: LogEntry[] = [];
  for await (const line of services.logs.fetch({
    namespace,
    flowId,
    executionId,
    minLevel: 'ERROR',
  })) {
    lines.push(line);
  }
  return lines;
}

/** Walks the tree of `tasks`: a leaf is a map whose `state` is a text. */
function tasksWithState(tasks: Readonly<Record<string, unknown>>, state: string): unknown[] {
  const found: unknown[] = [];
  const walk = (taskId: string, node: unknown, value?: string): void => {
    if (typeof node !== 'object' || node === null) {
      return;
    }
    if ('state' in node && typeof node.state === 'string') {
      if (node.state === state) {
        found.push(value === undefined ? { taskId, state } : { taskId, value, state });
      }
      return;
    }
    Object.entries(node).forEach(([key, child]) => walk(taskId, child, key));
  };
  Object.entries(tasks).forEach(([taskId, node]) => walk(taskId, node));
  return found;
}
