import type { Readable } from 'node:stream';
import type { NamespaceFiles } from '../../files/index.js';
import type { KvStore } from '../../kv/index.js';
import type { LogRepository } from '../../logs/index.js';
import type { KvPort, LogsPort, NamespaceFilesPort } from '../../plugins/api/run-context.js';

/** KV pairs, namespace files and logs in the words of the run context. */
export function kvPort(store: KvStore, namespace: string): KvPort {
  return {
    get: (key) => store.find(namespace, key),
    put: (key, value, options) => store.put(namespace, key, value, options),
    delete: (key) => store.delete(namespace, key),
    keys: async (prefix) => (await store.list(namespace, prefix)).map(({ key }) => key),
  };
}

export function namespaceFilesPort(files: NamespaceFiles, namespace: string): NamespaceFilesPort {
  return {
    list: () => files.list(namespace),
    get: (path) => files.get(namespace, path),
    exists: (path) => files.exists(namespace, path),
    put: (path, content) => files.put(namespace, path, storable(content)),
    delete: (path) => files.delete(namespace, path),
  };
}

export function logsPort(logs: LogRepository): LogsPort {
  return {
    fetch: ({ executionId, minLevel, taskIds }) =>
      logs.streamOfExecution(executionId, [
        { field: 'level', operation: 'GREATER_THAN_OR_EQUAL_TO', value: minLevel },
        ...(taskIds === undefined || taskIds.length === 0
          ? []
          : [{ field: 'taskId', operation: 'IN', value: taskIds } as const]),
      ]),
    purge: (query) => logs.purge(query),
  };
}

function storable(content: string | Uint8Array | Readable): string | Buffer | Readable {
  return content instanceof Uint8Array ? Buffer.from(content) : content;
}
