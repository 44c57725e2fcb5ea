import type { Readable } from 'node:stream';
import type { HttpClient } from '../plugins/api/http-client.js';
import type {
  ExecutionsPort,
  KvPort,
  LogsPort,
  NamespaceFilesPort,
  TriggersPort,
} from '../plugins/api/run-context.js';
import type { ProcessLauncher } from '../plugins/api/task-runner.js';

/** Everything outside that tasks and expressions may reach; bound once per process. */
export interface RunServices {
  readonly settings: RunSettings;
  readonly storage: InternalFiles;
  readonly http: HttpClient;
  readonly processes: ProcessLauncher;
  readonly executions: ExecutionsPort;
  readonly triggers: TriggersPort;
  readonly logs: LogsPort;
  kv(namespace: string): KvPort;
  namespaceFiles(namespace: string): NamespaceFilesPort;
}

export interface RunSettings {
  /** `envs` of expressions: prefix cut, lower case. */
  readonly envs: Readonly<Record<string, string>>;
  readonly globals: Readonly<Record<string, unknown>>;
  readonly recursiveRendering: boolean;
  /** Decoded values of `SECRET_<NAME>`, by upper-case name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Absent when no encryption key is configured. */
  readonly cipher?: Cipher;
  /** Where working directories are made. */
  readonly temporaryDirectory: string;
  /** `kestra.plugins.configurations`, by type. */
  readonly pluginConfigurations: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** engine.md §19.4. */
export interface Cipher {
  encrypt(text: string): string;
  decrypt(encrypted: string): string;
}

/** Internal storage by URI (`kestra:///…`). */
export interface InternalFiles {
  put(uri: string, content: string | Uint8Array | Readable): Promise<void>;
  get(uri: string): Promise<Readable>;
  size(uri: string): Promise<number>;
  exists(uri: string): Promise<boolean>;
  delete(uri: string): Promise<boolean>;
  /** Deletes all below a prefix and gives the URIs of what was there. */
  deleteByPrefix(uri: string): Promise<string[]>;
}
