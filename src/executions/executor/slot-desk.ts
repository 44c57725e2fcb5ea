import type { Pool } from 'pg';
import { persistently } from '../../platform/database/persistently.js';
import { askSlots, type LimitedFlow } from '../store/concurrency.js';

interface Asker {
  readonly executionId: string;
  readonly resolve: (granted: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Asks for concurrency slots, one transaction at a time for each flow: whoever asks while it is under way shares the next
 * one. A burst on one flow then holds one connection, not all of them.
 */
export class SlotDesk {
  private readonly queues = new Map<string, Asker[]>();

  constructor(private readonly pool: Pool) {}

  /** False: the limit is reached; with `queue` the execution has a place in the queue then. */
  ask(flow: LimitedFlow, executionId: string, limit: number, queue: boolean): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const asker = { executionId, resolve, reject };
      const name = JSON.stringify([flow.namespace, flow.flowId, limit, queue]);
      const waiting = this.queues.get(name);
      if (waiting !== undefined) {
        waiting.push(asker);
        return;
      }
      this.queues.set(name, [asker]);
      void this.serve(name, flow, limit, queue);
    });
  }

  private async serve(
    name: string,
    flow: LimitedFlow,
    limit: number,
    queue: boolean,
  ): Promise<void> {
    for (let asked = this.take(name); asked.length > 0; asked = this.take(name)) {
      const ids = asked.map(({ executionId }) => executionId);
      try {
        const granted = await persistently(() => askSlots(this.pool, flow, ids, limit, queue));
        asked.forEach(({ executionId, resolve }) => resolve(granted.has(executionId)));
      } catch (error) {
        asked.forEach(({ reject }) => reject(error));
      }
    }
    this.queues.delete(name);
  }

  private take(name: string): Asker[] {
    return this.queues.get(name)?.splice(0) ?? [];
  }
}
