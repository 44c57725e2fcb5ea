import type { Encryption } from '../platform/encryption/encryption.js';
import type { InternalStorage } from '../platform/storage/internal-storage.js';
import type { HttpClient } from '../plugins/api/http-client.js';
import type {
  ExecutionsPort,
  FlowsPort,
  KvPort,
  LogsPort,
  NamespaceFilesPort,
  TriggersPort,
} from '../plugins/api/run-context.js';
import type { FindRelatives } from './file-access.js';
import type { ProcessLauncher, TaskRunnerSettings } from '../plugins/api/task-runner.js';

/** Injection token of the one `RunServices` of a process. */
export const RUN_SERVICES = Symbol('RUN_SERVICES');

/** Everything outside that tasks and expressions may reach; bound once per process. */
export interface RunServices {
  readonly settings: RunSettings;
  readonly storage: InternalFiles;
  readonly http: HttpClient;
  readonly processes: ProcessLauncher;
  readonly executions: ExecutionsPort;
  readonly relatives: FindRelatives;
  readonly triggers: TriggersPort;
  readonly flows: FlowsPort;
  readonly logs: LogsPort;
  kv(namespace: string): KvPort;
  namespaceFiles(namespace: string): NamespaceFilesPort;
  namespaceExists(namespace: string): Promise<boolean>;
}

export interface RunSettings {
  /** `envs` of expressions: prefix cut, lower case. */
  readonly envs: Readonly<Record<string, string>>;
  readonly globals: Readonly<Record<string, unknown>>;
  readonly recursiveRendering: boolean;
  /** Decoded values of `SECRET_<NAME>`, by upper-case name. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly encryption: Pick<Encryption, 'isConfigured' | 'encryptedString' | 'decrypt'>;
  /** Where working directories are made. */
  readonly temporaryDirectory: string;
  readonly taskRunners: TaskRunnerSettings;
  /** `kestra.plugins.configurations`, by type. */
  readonly pluginConfigurations: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Internal storage by URI (`kestra:///…`). */
export type InternalFiles = Pick<
  InternalStorage,
  'put' | 'get' | 'size' | 'exists' | 'stat' | 'delete' | 'deleteByPrefix'
>;
