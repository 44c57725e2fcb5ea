import { IllegalArgumentError, NotFoundError } from '../model/errors.js';
import { STORAGE_SCHEME } from '../platform/storage/internal-storage.js';

/** Where files of executions live in internal storage (engine.md §23.5). No URI here ends with a slash. */
export interface FlowKey {
  readonly namespace: string;
  readonly flowId: string;
}

export function flowUri({ namespace, flowId }: FlowKey): string {
  return `${STORAGE_SCHEME}/${namespacePath(namespace)}/${slug(flowId)}`;
}

export function executionUri(flow: FlowKey, executionId: string): string {
  return `${flowUri(flow)}/executions/${executionId}`;
}

export function taskRunUri(
  flow: FlowKey,
  executionId: string,
  taskId: string,
  taskRunId: string,
): string {
  return `${executionUri(flow, executionId)}/tasks/${slug(taskId)}/${taskRunId}`;
}

export function triggerUri(flow: FlowKey, executionId: string, triggerId: string): string {
  return `${executionUri(flow, executionId)}/trigger/${slug(triggerId)}`;
}

export function cacheUri(flow: FlowKey, taskId: string, value?: string): string {
  return `${flowUri(flow)}/${slug(taskId)}/cache/${value === undefined ? '' : `${slug(value)}/`}cache.zip`;
}

/** Outputs of a task under the hash of its rendered properties. */
export function taskCacheUri(flow: FlowKey, taskId: string, hash: string): string {
  return `${flowUri(flow)}/${slug(taskId)}/cache/${hash}.json`;
}

export function namespaceFileUri(namespace: string, path: string): string {
  return `${STORAGE_SCHEME}/${namespacePath(namespace)}/_files/${path.replace(/^\/+/, '')}`;
}

function namespacePath(namespace: string): string {
  return namespace.replaceAll('.', '/');
}

/**
 * The URI itself when it may stand for a file of the storage. Throws for everything else: another scheme, `..` in plain
 * or encoded, backslashes, NUL, and the storage's own folder of unfinished files.
 */
export function checkedStorageUri(uri: string): string {
  if (!uri.startsWith(`${STORAGE_SCHEME}/`)) {
    throw new IllegalArgumentError(
      `\`${uri}\` is not an internal storage URI: it must begin with kestra:///`,
    );
  }
  const path = uri.slice(STORAGE_SCHEME.length).replace(/%2e/gi, '.').replace(/%2f/gi, '/');
  if (/\\|%5c|\0|%00/i.test(path) || path.split('/').includes('..')) {
    throw new IllegalArgumentError(
      `\`${uri}\` leads out of its folder: use the full path of a file, without '..'`,
    );
  }
  if (/^\/+\.unfinished(\/|$)/.test(path)) {
    throw new NotFoundError(`File ${uri} does not exist`);
  }
  return uri;
}

/** Lower case, words joined by `-`; what is left of a text in a path. */
export function slug(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\s_]+/g, '-')
    .replace(/[^\w-]/g, '')
    .replace(/-+/g, '-')
    .toLowerCase();
}
