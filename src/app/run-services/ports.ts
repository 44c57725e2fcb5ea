import type { Readable } from 'node:stream';
import type { NamespaceFiles } from '../../files/index.js';
import type { PurgeRevisions, SearchFlows } from '../../flows/index.js';
import type { KvStore } from '../../kv/index.js';
import type { LogRepository, MetricRepository, StoredLog } from '../../logs/index.js';
import type { LogEntry } from '../../model/log-entry.js';
import type {
  FlowsPort,
  KvPort,
  LogsPort,
  NamespaceFilesPort,
} from '../../plugins/api/run-context.js';

/** KV pairs, namespace files and logs in the words of the run context. */
export function kvPort(store: KvStore, namespace: string): KvPort {
  return {
    get: (key) => store.find(namespace, key),
    put: (key, value, options) => store.put(namespace, key, value, options),
    delete: (key) => store.delete(namespace, key),
    purge: (purge) => store.purge(namespace, purge),
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

export function flowsPort(search: SearchFlows, revisions: PurgeRevisions): FlowsPort {
  return {
    namespaces: () => search.namespaces(),
    purgeRevisions: (namespace, purge, signal) => revisions.run(namespace, purge, signal),
  };
}

export function logsPort(logs: LogRepository, metrics: MetricRepository): LogsPort {
  return {
    fetch: ({ namespace, flowId, executionId, minLevel, taskIds }) =>
      withoutIds(
        logs.streamOfExecution(executionId, [
          { field: 'namespace', operation: 'EQUALS', value: namespace },
          { field: 'flowId', operation: 'EQUALS', value: flowId },
          { field: 'level', operation: 'GREATER_THAN_OR_EQUAL_TO', value: minLevel },
          ...(taskIds === undefined || taskIds.length === 0
            ? []
            : [{ field: 'taskId', operation: 'IN', value: taskIds } as const]),
        ]),
      ),
    purge: (query, signal) => logs.purge(query, signal),
    purgeMetrics: (query, signal) => metrics.purge(query, signal),
  };
}

/** Ids of rows are the database's own affair. */
async function* withoutIds(lines: AsyncIterable<StoredLog>): AsyncGenerator<LogEntry> {
  for await (const { id: _, ...line } of lines) {
    yield line;
  }
}

function storable(content: string | Uint8Array | Readable): string | Buffer | Readable {
  return content instanceof Uint8Array ? Buffer.from(content) : content;
}
