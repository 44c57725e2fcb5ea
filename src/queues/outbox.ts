import type { Pool } from 'pg';
import type { LogEntry, MetricEntry } from '../model/log-entry.js';
import { persistently } from '../platform/database/persistently.js';
import type { ProcessRegistry } from './process-registry.js';
import { EVENT_PARTS, type EventRow, type Notification, StatementBuilder } from './statement.js';

interface OutboxRows {
  readonly events: EventRow[];
  readonly logs: LogEntry[];
  readonly metrics: MetricEntry[];
  readonly notifications: Notification[];
}

interface Batch extends OutboxRows {
  readonly done: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

const statements = new StatementBuilder('outbox', EVENT_PARTS);

/**
 * Writes events for executions held elsewhere, log entries and metrics. What comes while a write is under way goes out
 * together with the next one.
 */
export class Outbox {
  private next: Batch | undefined;
  private writing = false;

  constructor(
    private readonly pool: Pool,
    private readonly processes: ProcessRegistry,
  ) {}

  /** Resolves when it is durable; while the database is away it waits. */
  write(rows: Partial<OutboxRows>): Promise<void> {
    this.next ??= newBatch();
    const batch = this.next;
    batch.events.push(...(rows.events ?? []));
    batch.logs.push(...(rows.logs ?? []));
    batch.metrics.push(...(rows.metrics ?? []));
    batch.notifications.push(...(rows.notifications ?? []));
    if (!this.writing) {
      void this.flush();
    }
    return batch.done;
  }

  private async flush(): Promise<void> {
    this.writing = true;
    for (let batch = this.next; batch !== undefined; batch = this.next) {
      this.next = undefined;
      try {
        await persistently(() => this.writeBatch(batch));
        batch.resolve();
      } catch (error) {
        batch.reject(error);
      }
    }
    this.writing = false;
  }

  private async writeBatch(batch: Batch): Promise<void> {
    const notifications: Notification[] =
      batch.events.length > 0 ? [{ channel: 'execution_events', payload: '' }] : [];
    const rows = { ...batch, notifications: [...batch.notifications, ...notifications] };
    for (;;) {
      const { processId } = this.processes;
      const { rows: answer } = await this.pool.query<{ alive: boolean }>(
        statements.build(processId, rows),
      );
      if (answer[0]?.alive === true) {
        return;
      }
      // Nothing of this depends on what the process held under its former name.
      await this.processes.startOver(processId);
    }
  }
}

function newBatch(): Batch {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const done = new Promise<void>((onDone, onError) => {
    resolve = onDone;
    reject = onError;
  });
  // Who does not wait for the batch is not to crash the process.
  done.catch(() => undefined);
  return { events: [], logs: [], metrics: [], notifications: [], done, resolve, reject };
}
