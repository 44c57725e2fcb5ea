import type { Readable } from 'node:stream';
import type { Flow } from '../../model/flow.js';
import type { Label } from '../../model/label.js';
import type { LogEntry } from '../../model/log-entry.js';
import type { StateType } from '../../model/state.js';
import type { LogLevel, Task } from '../../model/task.js';
import type { HttpClient } from './http-client.js';
import type { TaskOutput } from './runnable-task.js';
import type { ProcessLauncher, TaskRunner, TaskRunnerSettings } from './task-runner.js';

/** A promise only when a function of the expression (`kv()`, `read()` …) was asynchronous. */
export type Rendered<T> = T | Promise<T>;

export type ExtraVariables = Readonly<Record<string, unknown>>;

/** Everything a task may reach while it runs. Nothing else of the server is visible to a plugin. */
export interface RunContext {
  readonly flow: Flow;
  readonly executionId: string;
  readonly taskRunId: string;
  /** Counted from 1. */
  readonly attempt: number;
  readonly task: Task;
  /** `taskrun.value`, when the task runs inside a loop. */
  readonly value?: string;
  /** Aborted by kill, timeout and shutdown; `signal.reason` says which. */
  readonly signal: AbortSignal;
  readonly logger: TaskLogger;
  readonly metrics: TaskMetrics;
  readonly workingDirectory: WorkingDirectory;
  readonly storage: TaskStorage;
  readonly http: HttpClient;
  /** For task runners and tasks that are programs by nature (git). */
  readonly processes: ProcessLauncher;
  readonly executions: ExecutionsPort;
  readonly triggers: TriggersPort;
  readonly flows: FlowsPort;
  readonly logs: LogsPort;

  /** engine.md §5.5. `extra` roots win over the ordinary ones. */
  render(template: string, extra?: ExtraVariables): Rendered<string>;
  /** An expression alone keeps the type of its value. */
  renderTyped(template: string, extra?: ExtraVariables): Rendered<unknown>;
  /** Strings inside maps (keys too) and lists. */
  renderDeep(value: unknown, extra?: ExtraVariables): Rendered<unknown>;

  /** Rows of a file in internal storage, one Ion or JSON value a line; blank lines are left out. */
  readRows(uri: string): AsyncIterable<Row>;
  /** A value as Ion text on one line, without its end. */
  formatRow(value: unknown): string;
  /** The value of a text with one document. Throws IllegalArgumentError for what is not YAML or beyond its bounds. */
  parseYaml(text: string): unknown;

  kv(namespace?: string): KvPort;
  namespaceFiles(namespace?: string): NamespaceFilesPort;
  /** A namespace exists when a flow lives in it or below. */
  namespaceExists(namespace: string): Promise<boolean>;
  /** What a secret output looks like in the execution (engine.md §19.4). Throws when no key is configured. */
  encrypt(text: string): EncryptedString;
  /** Runs another runnable task in this context, as `TemplatedTask` does. */
  runTask(task: Task): Promise<TaskOutput>;
  /** The task runner of a declaration (`{type: …}`), its properties rendered. */
  taskRunner(declaration: Readonly<Record<string, unknown>>): Promise<TaskRunner>;
  readonly taskRunners: TaskRunnerSettings;
  /** What `kestra.plugins.configurations` says about a type. */
  configurationOf(type: string): Readonly<Record<string, unknown>>;
}

export interface Row {
  /** As it stands in the file, without its end. */
  readonly line: string;
  readonly value: unknown;
}

/** A text that only expressions of the same server can read. */
export interface EncryptedString {
  readonly type: string;
  readonly value: string;
}

/** Lines of the execution's own log (engine.md §23.3). Secrets are masked, the task's `logLevel` filters. */
export interface TaskLogger {
  log(level: LogLevel, message: string): void;
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** Resolves when so few lines wait to be stored that a fast producer may go on. */
  drained(): Promise<void> | undefined;
}

/** Equal names with equal tags are summed within one attempt; of a gauge the last value counts. */
export interface TaskMetrics {
  counter(name: string, value: number, tags?: Readonly<Record<string, string>>): void;
  /** `milliseconds` is a length of time. */
  timer(name: string, milliseconds: number, tags?: Readonly<Record<string, string>>): void;
  gauge(name: string, value: number, tags?: Readonly<Record<string, string>>): void;
}

/** A temporary directory, made when first asked for and removed when the attempt ends. */
export interface WorkingDirectory {
  path(): Promise<string>;
  /** Absolute path of a file inside; throws when the name leads outside. */
  resolve(name: string): Promise<string>;
  /** Writes below the directory, folders included, and gives the absolute path. */
  write(name: string, content: string | Uint8Array | Readable): Promise<string>;
  /**
   * Relative paths with `/`, sorted, of the regular files that a glob of engine.md §23.5 matches. `refused` hears of links
   * that lead outside.
   */
  find(globs: readonly string[], refused?: (name: string) => void): Promise<string[]>;
}

/** Internal storage as seen by one task run. URIs are `kestra:///…`. */
export interface TaskStorage {
  /** Stores under the task run's own prefix and gives the URI. */
  put(name: string, content: string | Uint8Array | Readable): Promise<string>;
  /** Stores a local file. */
  putFile(name: string, localPath: string): Promise<string>;
  get(uri: string): Promise<Readable>;
  /** Bytes. */
  size(uri: string): Promise<number>;
  exists(uri: string): Promise<boolean>;
  /** False when there was nothing. */
  delete(uri: string): Promise<boolean>;
  /** Deletes every file of the current execution and gives their URIs. */
  deleteExecutionFiles(): Promise<string[]>;
}

export interface KvEntry {
  readonly key: string;
  readonly value: unknown;
}

export const KV_TYPES = [
  'STRING',
  'NUMBER',
  'BOOLEAN',
  'DATETIME',
  'DATE',
  'DURATION',
  'JSON',
] as const;
export type KvType = (typeof KV_TYPES)[number];

export interface KvPutOptions {
  /** Milliseconds. */
  readonly ttl?: number;
  readonly overwrite?: boolean;
  readonly description?: string;
  /** What a text means; absent: a text. */
  readonly type?: KvType;
}

export interface KvPurge {
  readonly expiredOnly: boolean;
  readonly matches: (key: string) => boolean;
}

/** Pairs of one namespace. Expired pairs behave as missing. */
export interface KvPort {
  get(key: string): Promise<KvEntry | undefined>;
  /** `overwrite: false` on an existing key throws. `ttl` in milliseconds. */
  put(key: string, value: unknown, options?: KvPutOptions): Promise<void>;
  /** False when there was nothing. */
  delete(key: string): Promise<boolean>;
  keys(prefix?: string): Promise<string[]>;
  /** Deletes for good, expired pairs too; gives how many. */
  purge(purge: KvPurge): Promise<number>;
}

/** Files of one namespace; paths begin with `/`. */
export interface NamespaceFilesPort {
  list(): Promise<string[]>;
  get(path: string): Promise<Readable>;
  exists(path: string): Promise<boolean>;
  /** Gives the URI of the stored file. */
  put(path: string, content: string | Uint8Array | Readable): Promise<string>;
  delete(path: string): Promise<boolean>;
}

export interface ExecutionRef {
  readonly namespace: string;
  readonly flowId: string;
  readonly executionId: string;
}

export interface ExecutionCountQuery {
  readonly flows?: readonly { readonly namespace: string; readonly flowId: string }[];
  /** Exact names. */
  readonly namespaces?: readonly string[];
  readonly states?: readonly StateType[];
  /** Instants; the window is by start date. */
  readonly startDate?: string;
  readonly endDate?: string;
}

export interface PurgeQuery {
  /** A prefix when there is no flow id. */
  readonly namespace?: string;
  readonly flowId?: string;
  readonly startDate?: string;
  readonly endDate: string;
}

export interface ExecutionPurge extends PurgeQuery {
  readonly states?: readonly StateType[];
  readonly executions: boolean;
  readonly logs: boolean;
  readonly metrics: boolean;
  readonly storage: boolean;
}

export interface PurgeCounts {
  readonly executions: number;
  readonly logs: number;
  readonly metrics: number;
  readonly files: number;
}

/** Other executions. Throws NotFoundError and IllegalStateError as the API would. */
export interface ExecutionsPort {
  /** Only executions of that flow are found; waits until the resume is accepted. */
  resume(execution: ExecutionRef, inputs?: Readonly<Record<string, unknown>>): Promise<void>;
  /** A line per flow asked for (zeros too), or per flow found in `namespaces`. */
  count(
    query: ExecutionCountQuery,
  ): Promise<{ namespace: string; flowId: string; count: number }[]>;
  /** Terminated executions only, in batches; an abort leaves the rest. */
  purge(query: ExecutionPurge, signal?: AbortSignal): Promise<PurgeCounts>;
  /** Flow outputs of the executions that a task run of `ForEachItem` started, in the order of its batches. */
  subflowOutputs(
    executionId: string,
    taskRunId: string,
  ): AsyncIterable<Readonly<Record<string, unknown>>>;
}

export interface TriggersPort {
  /** NotFoundError when the flow has no such trigger. */
  setEnabled(
    trigger: { namespace: string; flowId: string; triggerId: string },
    enabled: boolean,
  ): Promise<void>;
}

/** Which old revisions of flows go. */
export interface RevisionPurge {
  readonly matches: (flowId: string) => boolean;
  /** So many of the newest ones stay; at least 1. */
  readonly keep: number;
  /** An instant; only revisions saved until then go. */
  readonly before?: string;
}

/** Flows of the server. */
export interface FlowsPort {
  /** Namespaces with a live flow, sorted. */
  namespaces(): Promise<string[]>;
  /** Of live flows of exactly that namespace; gives how many revisions went. An abort leaves the rest. */
  purgeRevisions(namespace: string, purge: RevisionPurge, signal?: AbortSignal): Promise<number>;
}

export interface LogQuery extends ExecutionRef {
  readonly taskIds?: readonly string[];
  readonly minLevel: LogLevel;
}

export interface LogsPort {
  /** Oldest first. */
  fetch(query: LogQuery): AsyncIterable<LogEntry>;
  /** Number of deleted lines, those of triggers included. In batches; an abort leaves the rest. */
  purge(
    query: PurgeQuery & { levels?: readonly LogLevel[]; executionId?: string; triggerId?: string },
    signal?: AbortSignal,
  ): Promise<number>;
  /** Number of deleted metrics, by their own date. In batches; an abort leaves the rest. */
  purgeMetrics(query: PurgeQuery, signal?: AbortSignal): Promise<number>;
}

/** Labels as declared: a list of pairs or a map. */
export type DeclaredLabels = readonly Label[] | Readonly<Record<string, unknown>>;
