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
  private readonly refreshing = new Set<Promise<void>>();
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
    const isCurrent = this.isRead && this.refreshing.size === 0;
    return state !== 'CREATED' && (!isCurrent || this.of(execution, state).length > 0);
  }

  of(execution: Execution, state: StateType): Listener[] {
    const found: Listener[] = [];
    for (const listeners of this.byFlow.values()) {
      for (const listener of listeners) {
        if (listener.mayHear(execution, state)) {
          found.push(listener);
        }
      }
    }
    return found;
  }

  /** Resolves when every change told so far is known. */
  async settled(): Promise<void> {
    await Promise.all(this.refreshing);
  }

  private refresh(change: FlowChange | undefined): void {
    const done = (change === undefined ? this.readAll() : this.readOne(change))
      .catch((error: unknown) => this.logger.error(`Flow triggers cannot be read: ${reasonOf(error)}`))
      .finally(() => this.refreshing.delete(done));
    this.refreshing.add(done);
  }

  private async readOne({ namespace, id }: FlowChange): Promise<void> {
    const key = `${namespace}/${id}`;
    const flow = (await this.flows.find(namespace, id))?.flow;
    const listeners = flow === undefined ? [] : listenersOf(flow);
    if (listeners.length === 0) {
      this.byFlow.delete(key);
    } else {
      this.byFlow.set(key, listeners);
    }
  }

  private async readAll(): Promise<void> {
    const byFlow = new Map<string, readonly Listener[]>();
    for (const text of TYPE_NAMES) {
      const { results } = await this.search.search([{ field: 'source', operation: 'CONTAINS', value: text }]);
      for (const { flow } of results) {
        const listeners = flow === undefined ? [] : listenersOf(flow);
        if (flow !== undefined && listeners.length > 0) {
          byFlow.set(`${flow.namespace}/${flow.id}`, listeners);
        }
      }
    }
    this.byFlow = byFlow;
  }
}
