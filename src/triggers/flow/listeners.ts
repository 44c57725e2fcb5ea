import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { StateAudience } from '../../executions/index.js';
import { FindFlow, FlowEvents, SearchFlows } from '../../flows/index.js';
import type { FlowChange } from '../../flows/index.js';
import type { Execution } from '../../model/execution.js';
import type { StateType } from '../../model/state.js';
import { reasonOf } from '../trigger-log.js';
import { type Listener, listenersOf } from './listener.js';

/** A flow without one of these texts has no Flow trigger. */
const TYPE_NAMES = ['plugin.core.trigger.Flow', 'core.models.triggers.types.Flow'];

/**
 * The Flow triggers of all flows, in memory and kept current. While something is being read, every state is wanted: an
 * announcement too many finds nobody, one too few would be lost.
 */
@Injectable()
export class Listeners implements StateAudience, OnApplicationShutdown {
  private readonly logger = new Logger(Listeners.name);
  private byFlow = new Map<string, readonly Listener[]>();
  /** The same by the flow they hear; under `undefined` those that hear any. */
  private byHeard = new Map<string | undefined, Listener[]>();
  /** Changes are read one after another, so that none is overwritten by an older one. */
  private refreshing: Promise<void> = Promise.resolve();
  private unread = 0;
  private isRead = false;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly flows: FindFlow,
    private readonly search: SearchFlows,
    private readonly events: FlowEvents,
  ) {}

  async start(): Promise<void> {
    this.unsubscribe = this.events.subscribe((change) => this.refresh(change));
    this.refresh(undefined);
    await this.settled();
    this.isRead = true;
  }

  onApplicationShutdown(): void {
    this.unsubscribe();
  }

  wants(execution: Execution, state: StateType): boolean {
    const isCurrent = this.isRead && this.unread === 0;
    return state !== 'CREATED' && (!isCurrent || this.of(execution, state).length > 0);
  }

  of(execution: Execution, state: StateType): Listener[] {
    const key = `${execution.namespace}/${execution.flowId}`;
    const candidates = [...(this.byHeard.get(key) ?? []), ...(this.byHeard.get(undefined) ?? [])];
    return candidates.filter((listener) => listener.mayHear(execution, state));
  }

  /** Resolves when every change told so far is known. */
  async settled(): Promise<void> {
    await this.refreshing;
  }

  private refresh(change: FlowChange | undefined): void {
    this.unread++;
    this.refreshing = this.refreshing
      .then(() => (change === undefined ? this.readAll() : this.readOne(change)))
      .catch((error: unknown) =>
        this.logger.error(`Flow triggers cannot be read: ${reasonOf(error)}`),
      )
      .finally(() => this.unread--);
  }

  private async readOne({ namespace, id }: FlowChange): Promise<void> {
    const flow = (await this.flows.find(namespace, id))?.flow;
    const listeners = flow === undefined ? [] : listenersOf(flow);
    const key = `${namespace}/${id}`;
    if (listeners.length > 0) {
      this.byFlow.set(key, listeners);
    } else if (!this.byFlow.delete(key)) {
      return;
    }
    this.index();
  }

  private async readAll(): Promise<void> {
    const byFlow = new Map<string, readonly Listener[]>();
    for (const text of TYPE_NAMES) {
      const { results } = await this.search.search([
        { field: 'source', operation: 'CONTAINS', value: text },
      ]);
      for (const { flow } of results) {
        if (flow !== undefined) {
          byFlow.set(`${flow.namespace}/${flow.id}`, listenersOf(flow));
        }
      }
    }
    this.byFlow = byFlow;
    this.index();
  }

  private index(): void {
    const byHeard = new Map<string | undefined, Listener[]>();
    for (const listener of [...this.byFlow.values()].flat()) {
      for (const key of new Set(listener.flowKeys ?? [undefined])) {
        const hearing = byHeard.get(key) ?? [];
        hearing.push(listener);
        byHeard.set(key, hearing);
      }
    }
    this.byHeard = byHeard;
  }
}
