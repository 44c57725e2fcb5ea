import { Inject, Injectable } from '@nestjs/common';
import { newExecutionId } from '../../executions/index.js';
import { parseDuration } from '../../model/duration.js';
import type { Flow, TriggerDefinition } from '../../model/flow.js';
import { bindPlugin } from '../../plugins/api/bind-plugin.js';
import type { PollingContext, PollingTrigger } from '../../plugins/api/polling-trigger.js';
import { pluginClass } from '../../plugins/index.js';
import {
  executionUri,
  FileAccess,
  PrefixedStorage,
  RUN_SERVICES,
  SecretMask,
  type TaskLog,
  TemporaryDirectory,
  triggerUri,
} from '../../run-context/index.js';
import type { RunServices } from '../../run-context/index.js';
import type { LogEntry } from '../../model/log-entry.js';
import { triggerHolds } from '../trigger-conditions.js';
import { type Fired, TriggerExecutions } from '../trigger-execution.js';
import { reasonOf, triggerLog } from '../trigger-log.js';
import { type TriggerRenderer, TriggerRenderers } from '../trigger-renderer.js';

const DEFAULT_INTERVAL_MS = 60_000;

export interface PollingEvaluation {
  readonly fired?: Fired;
  readonly intervalMs: number;
  /** Written by the trigger, without an execution. */
  readonly logs: readonly LogEntry[];
}

/** Polling triggers (triggers.md §9). */
@Injectable()
export class EvaluatePolling {
  constructor(
    private readonly renderers: TriggerRenderers,
    private readonly executions: TriggerExecutions,
    @Inject(RUN_SERVICES) private readonly services: RunServices,
  ) {}

  /** Never throws: trouble is in the log of the trigger, or in a FAILED execution if the trigger wants that. */
  async run(
    flow: Flow,
    trigger: TriggerDefinition,
    signal: AbortSignal,
  ): Promise<PollingEvaluation> {
    const mask = new SecretMask();
    const log = triggerLog(flow, trigger, undefined, mask);
    const renderer = this.renderers.ofFlow(flow, {}, (secret) => mask.add(secret));
    const directory = new TemporaryDirectory(this.services.settings.temporaryDirectory);
    let intervalMs = parseDuration(trigger['interval']) ?? DEFAULT_INTERVAL_MS;
    // Fixed beforehand, so that the evaluation can store files below it.
    const executionId = newExecutionId();
    try {
      if (!(await triggerHolds(trigger, { flow, ...renderer }))) {
        return { intervalMs, logs: log.take() };
      }
      const ctx = this.contextOf(flow, trigger, { executionId, renderer, log, directory, signal });
      const polling = (await bindPlugin(
        pluginClass('trigger', trigger.type),
        trigger,
        ctx,
        pluginClass,
      )) as PollingTrigger;
      intervalMs = polling.interval;
      const firing = await polling.poll(ctx);
      const fired = firing && (await this.create(flow, trigger, executionId, firing.variables));
      return { intervalMs, ...(fired && { fired }), logs: log.take() };
    } catch (error) {
      log.error(`The trigger cannot be evaluated: ${reasonOf(error)}`);
      const wantsFailure = trigger['failOnTriggerError'] === true && !signal.aborted;
      const fired = wantsFailure
        ? await this.executions.createFailed({ flow, trigger, renderer, executionId }, error)
        : undefined;
      return { intervalMs, ...(fired && { fired }), logs: log.take() };
    } finally {
      await directory.remove().catch(() => undefined);
    }
  }

  private create(
    flow: Flow,
    trigger: TriggerDefinition,
    executionId: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Fired> {
    const renderer = this.renderers.ofFlow(flow, { trigger: variables });
    return this.executions.create({ flow, trigger, renderer, variables, executionId });
  }

  private contextOf(
    flow: Flow,
    trigger: TriggerDefinition,
    parts: {
      readonly executionId: string;
      readonly renderer: TriggerRenderer;
      readonly log: TaskLog;
      readonly directory: TemporaryDirectory;
      readonly signal: AbortSignal;
    },
  ): PollingContext {
    const { services } = this;
    const { executionId, renderer, log, directory, signal } = parts;
    const flowKey = { namespace: flow.namespace, flowId: flow.id };
    return {
      ...renderer,
      http: services.http,
      signal,
      storage: new PrefixedStorage(
        services.storage,
        triggerUri(flowKey, executionId, trigger.id),
        executionUri(flowKey, executionId),
        new FileAccess({ ...flowKey, id: executionId }, services.relatives),
      ),
      logger: log,
      kv: (namespace = flow.namespace) => services.kv(namespace),
      encrypt: (text) => services.settings.encryption.encryptedString(text),
      workingDirectory: directory,
      namespaceFiles: (namespace = flow.namespace) => services.namespaceFiles(namespace),
      configurationOf: (type) => services.settings.pluginConfigurations[type] ?? {},
    };
  }
}
