import type { Database } from '../../platform/database/database.js';
import { ExecutionFeed } from '../execution-gateway.js';

/** Ids are separated by blanks; an empty payload means that something may have been missed. */
const CHANNEL = 'executions';
/** PostgreSQL takes 8,000 bytes. */
const MAX_PAYLOAD = 7_900;

/** Commits of this process directly, those of others by notification. */
export class DatabaseFeed extends ExecutionFeed {
  private readonly listeners = new Map<string, Set<() => void>>();
  private unlisten: (() => void) | undefined;

  constructor(private readonly database: Database) {
    super();
  }

  async start(): Promise<void> {
    this.unlisten = await this.database.listen(CHANNEL, (payload) =>
      this.publish(payload === '' ? [...this.listeners.keys()] : payload.split(' ')),
    );
  }

  stop(): void {
    this.unlisten?.();
  }

  subscribe(executionId: string, listener: () => void): () => void {
    const listeners = this.listeners.get(executionId) ?? new Set();
    this.listeners.set(executionId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        this.listeners.delete(executionId);
      }
    };
  }

  /** To the listeners of this process. */
  publish(executionIds: readonly string[]): void {
    for (const id of executionIds) {
      this.listeners.get(id)?.forEach((listener) => listener());
    }
  }
}

/** Notification payloads that tell other processes of these executions. */
export function announcementsOf(executionIds: readonly string[]): string[] {
  const payloads: string[] = [];
  let current = '';
  for (const id of executionIds) {
    if (current.length + id.length + 1 > MAX_PAYLOAD) {
      payloads.push(current);
      current = '';
    }
    current += current === '' ? id : ` ${id}`;
  }
  return current === '' ? payloads : [...payloads, current];
}
