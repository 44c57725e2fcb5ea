import type { MetricEntry } from '../model/log-entry.js';
import type { TaskMetrics } from '../plugins/api/run-context.js';

export type MetricOrigin = Omit<MetricEntry, 'type' | 'name' | 'value' | 'timestamp' | 'tags'>;

/** The metrics of one attempt; equal type, name and tags are summed, of a gauge the last value counts. */
export class CollectedMetrics implements TaskMetrics {
  private readonly entries = new Map<string, MetricEntry>();

  constructor(
    private readonly origin: MetricOrigin,
    private readonly now: () => number = Date.now,
  ) {}

  counter(name: string, value: number, tags?: Readonly<Record<string, string>>): void {
    this.add('counter', name, value, tags);
  }

  timer(name: string, milliseconds: number, tags?: Readonly<Record<string, string>>): void {
    this.add('timer', name, milliseconds, tags);
  }

  gauge(name: string, value: number, tags?: Readonly<Record<string, string>>): void {
    this.add('gauge', name, value, tags);
  }

  all(): MetricEntry[] {
    return [...this.entries.values()];
  }

  private add(
    type: MetricEntry['type'],
    name: string,
    value: number,
    tags?: MetricEntry['tags'],
  ): void {
    const key = JSON.stringify([type, name, tags]);
    const before = type === 'gauge' ? 0 : (this.entries.get(key)?.value ?? 0);
    this.entries.set(key, {
      ...this.origin,
      type,
      name,
      value: before + value,
      timestamp: new Date(this.now()).toISOString(),
      ...(tags === undefined ? {} : { tags }),
    });
  }
}
