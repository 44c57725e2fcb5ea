import type { ExpressionHost, RenderOptions, Variables } from '../expressions/index.js';
import { render, renderDeep, renderTyped } from '../expressions/index.js';
import { IllegalArgumentError } from '../model/errors.js';
import type { Flow } from '../model/flow.js';
import type { MetricEntry } from '../model/log-entry.js';
import type { TaskRun } from '../model/task-run.js';
import type { Task } from '../model/task.js';
import { readIon, writeIon } from '../platform/ion/index.js';
import { parseYaml } from '../platform/yaml/index.js';
import { lineBatches } from '../plugins/api/byte-lines.js';
import type {
  EncryptedString,
  ExtraVariables,
  KvPort,
  NamespaceFilesPort,
  Rendered,
  Row,
  RunContext,
  WorkingDirectory,
} from '../plugins/api/run-context.js';
import type { TaskOutput } from '../plugins/api/runnable-task.js';
import type { TaskRunner } from '../plugins/api/task-runner.js';
import { mayHoldEncrypted } from './encrypted-flow.js';
import type { Decrypt } from './execution-variables.js';
import { executionVariables, withExtra } from './execution-variables.js';
import { expressionHostFor } from './expression-host.js';
import { FileAccess } from './file-access.js';
import type { RunScope } from './run-scope.js';
import type { RunServices, RunSettings } from './run-services.js';
import { executionUri, taskRunUri } from './storage-uri.js';
import type { TaskLog } from './task-log.js';
import type { SecretMask } from './secret-mask.js';
import { CollectedMetrics } from './task-metrics.js';
import { PrefixedStorage } from './task-storage.js';

/** What an attempt is made of, beside the services of the process. */
export interface AttemptParts {
  readonly scope: RunScope;
  readonly task: Task;
  readonly taskRun: TaskRun;
  /** Counted from 1. */
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly log: TaskLog;
  readonly mask: SecretMask;
  readonly workingDirectory: WorkingDirectory;
  readonly plugins: NestedPlugins;
}

/** Other plugins that a task may use; given by the worker, which knows the registry. */
export interface NestedPlugins {
  runTask(task: Task, ctx: RunContext): Promise<TaskOutput>;
  taskRunner(declaration: Readonly<Record<string, unknown>>, ctx: RunContext): Promise<TaskRunner>;
}

/** The context of one attempt. Cheap to make: everything is worked out when first used. */
export class AttemptContext implements RunContext {
  readonly flow: Flow;
  readonly executionId: string;
  readonly taskRunId: string;
  readonly attempt: number;
  readonly task: Task;
  readonly signal: AbortSignal;
  readonly logger: TaskLog;
  readonly metrics: CollectedMetrics;
  readonly workingDirectory: WorkingDirectory;
  readonly http: RunServices['http'];
  readonly processes: RunServices['processes'];
  readonly executions: RunServices['executions'];
  readonly triggers: RunServices['triggers'];
  readonly flows: RunServices['flows'];
  readonly logs: RunServices['logs'];
  readonly taskRunners: RunSettings['taskRunners'];
  readonly variables: Variables;
  private readonly options: RenderOptions;
  private ownStorage: PrefixedStorage | undefined;
  private ownHost: ExpressionHost | undefined;

  constructor(
    private readonly parts: AttemptParts,
    private readonly services: RunServices,
  ) {
    const { scope, task, taskRun } = parts;
    this.flow = scope.flow;
    this.executionId = scope.execution.id;
    this.taskRunId = taskRun.id;
    this.attempt = parts.attempt;
    this.task = task;
    this.signal = parts.signal;
    this.logger = parts.log;
    this.workingDirectory = parts.workingDirectory;
    this.metrics = new CollectedMetrics({
      namespace: this.flow.namespace,
      flowId: this.flow.id,
      taskId: task.id,
      executionId: this.executionId,
      taskRunId: taskRun.id,
    });
    this.http = services.http;
    this.processes = services.processes;
    this.executions = services.executions;
    this.triggers = services.triggers;
    this.flows = services.flows;
    this.logs = services.logs;
    this.taskRunners = services.settings.taskRunners;
    this.variables = executionVariables(
      { ...scope, task, taskRun, attempt: parts.attempt },
      services.settings,
      undefined,
      this.decrypter(),
    );
    const host = (): ExpressionHost => this.host();
    this.options = {
      variables: this.variables,
      get host() {
        return host();
      },
      recursive: services.settings.recursiveRendering,
    };
  }

  get storage(): PrefixedStorage {
    const { scope, task, taskRun } = this.parts;
    const flowKey = { namespace: this.flow.namespace, flowId: this.flow.id };
    this.ownStorage ??= new PrefixedStorage(
      this.services.storage,
      taskRunUri(flowKey, this.executionId, task.id, taskRun.id),
      executionUri(flowKey, this.executionId),
      new FileAccess(scope.execution, this.services.relatives),
    );
    return this.ownStorage;
  }

  get value(): string | undefined {
    return this.parts.taskRun.value;
  }

  render(template: string, extra?: ExtraVariables): Rendered<string> {
    return render(template, this.optionsWith(extra));
  }

  renderTyped(template: string, extra?: ExtraVariables): Rendered<unknown> {
    return renderTyped(template, this.optionsWith(extra));
  }

  renderDeep(value: unknown, extra?: ExtraVariables): Rendered<unknown> {
    return renderDeep(value, this.optionsWith(extra));
  }

  async *readRows(uri: string): AsyncIterable<Row> {
    let number = 0;
    for await (const lines of lineBatches(await this.storage.get(uri))) {
      this.signal.throwIfAborted();
      for (const bytes of lines) {
        const line = bytes.toString('utf8');
        number++;
        if (line.trim() !== '') {
          yield { line, value: rowValue(line, number) };
        }
      }
    }
  }

  formatRow(value: unknown): string {
    return writeIon(value);
  }

  parseYaml(text: string): unknown {
    return parseYaml(text);
  }

  kv(namespace = this.flow.namespace): KvPort {
    return this.services.kv(namespace);
  }

  namespaceFiles(namespace = this.flow.namespace): NamespaceFilesPort {
    return this.services.namespaceFiles(namespace);
  }

  namespaceExists(namespace: string): Promise<boolean> {
    return this.services.namespaceExists(namespace);
  }

  encrypt(text: string): EncryptedString {
    return this.services.settings.encryption.encryptedString(text);
  }

  runTask(task: Task): Promise<TaskOutput> {
    return this.parts.plugins.runTask(task, this);
  }

  taskRunner(declaration: Readonly<Record<string, unknown>>): Promise<TaskRunner> {
    return this.parts.plugins.taskRunner(declaration, this);
  }

  configurationOf(type: string): Readonly<Record<string, unknown>> {
    return this.services.settings.pluginConfigurations[type] ?? {};
  }

  /** Metrics so far. */
  collectedMetrics(): MetricEntry[] {
    return this.metrics.all();
  }

  private optionsWith(extra?: ExtraVariables): RenderOptions {
    return extra === undefined
      ? this.options
      : { ...this.options, variables: withExtra(this.variables, extra) };
  }

  private host(): ExpressionHost {
    this.ownHost ??= expressionHostFor(this.parts.scope, this.services, {
      onSecret: (value) => this.parts.mask.add(value),
    });
    return this.ownHost;
  }

  private decrypter(): Decrypt | undefined {
    const { encryption } = this.services.settings;
    if (!encryption.isConfigured || !mayHoldEncrypted(this.flow)) {
      return undefined;
    }
    return (encrypted) => {
      const plain = encryption.decrypt(encrypted);
      this.parts.mask.add(plain);
      return plain;
    };
  }
}

function rowValue(line: string, number: number): unknown {
  try {
    return readIon(line);
  } catch (error) {
    throw new IllegalArgumentError(
      `Line ${number} is neither Ion nor JSON: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
