import type { ExecutionEvent } from '../../engine/index.js';
import type { EventMail } from './mail.js';

export interface EventRowRead {
  readonly id: string;
  readonly executionId: string;
  readonly event: ExecutionEvent;
  /** Who waits for an answer. */
  readonly replyTo: string | null;
}

/**
 * Turns rows of `execution_events` into mail. A row that is being dealt with is not taken twice, nor is one that was
 * consumed while the rows were read: the reader may still have seen it.
 */
export class EventRows {
  private readonly inFlight = new Set<string>();
  private readonly consumed = new Set<string>();

  constructor(private readonly put: (mail: EventMail) => void) {}

  async receive(read: () => Promise<readonly EventRowRead[]>): Promise<void> {
    this.consumed.forEach((id) => this.inFlight.delete(id));
    this.consumed.clear();
    for (const row of await read()) {
      if (!this.inFlight.has(row.id)) {
        this.take(row);
      }
    }
  }

  private take(row: EventRowRead): void {
    this.inFlight.add(row.id);
    this.put({
      kind: 'event',
      executionId: row.executionId,
      request: row.event,
      row: { id: row.id, replyTo: row.replyTo },
      done: () => void this.consumed.add(row.id),
    });
  }
}
