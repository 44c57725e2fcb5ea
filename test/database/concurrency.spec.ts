import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { askSlots, grantSlots, type LimitedFlow } from '../../src/executions/store/concurrency.js';
import { type TestDatabase, testDatabase } from '../support/test-database.js';

let own: TestDatabase;

beforeAll(async () => {
  own = await testDatabase();
}, 60_000);

afterAll(() => own.close());

/** Executions of one flow that come and go, as far as slots are concerned. */
class Traffic {
  readonly begun: string[] = [];
  most = 0;
  /** Those that know how their question was answered. A slot granted before that waits for them. */
  private readonly answered = new Set<string>();
  private readonly early = new Set<string>();

  constructor(
    private readonly pool: Pool,
    readonly flow: LimitedFlow,
    private readonly limit: number,
    private readonly queue: boolean,
    /** Ends as soon as it has begun. */
    private readonly isShort: (executionId: string) => boolean,
  ) {}

  /** `lost`: whoever asked first is gone before the answer arrives, and somebody else asks again. */
  async ask(ids: readonly string[], lost: boolean): Promise<void> {
    const asked = () => askSlots(this.pool, this.flow, ids, this.limit, this.queue);
    if (lost) {
      await asked();
    }
    const granted = await asked();
    ids.forEach((id) => this.answered.add(id));
    await this.begin(ids.filter((id) => granted.has(id) || this.early.has(id)));
  }

  /** Gives the slot back; whoever waited longest gets it. */
  async end(id: string): Promise<void> {
    await this.pool.query('delete from concurrency_slots where execution_id = $1', [id]);
    const granted = await grantSlots(this.pool, this.flow, this.limit, new Date().toISOString());
    granted.forEach((next) => this.early.add(next));
    await this.begin(granted.filter((next) => this.answered.has(next)));
  }

  /** All that have a slot end, until nobody has one. */
  async drain(): Promise<void> {
    for (let held = await this.rows('slots'); held.length > 0; held = await this.rows('slots')) {
      for (const id of held) {
        await this.end(id);
      }
    }
  }

  async rows(table: 'slots' | 'queue'): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `select execution_id as id from concurrency_${table} where namespace = $1 and flow_id = $2`,
      [this.flow.namespace, this.flow.flowId],
    );
    return rows.map(({ id }) => id);
  }

  private async begin(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) {
      return;
    }
    this.begun.push(...ids);
    this.most = Math.max(this.most, (await this.rows('slots')).length);
    await Promise.all(ids.filter(this.isShort).map((id) => this.end(id)));
  }
}

const askers = fc.array(fc.record({ group: fc.nat(4), isShort: fc.boolean() }), {
  minLength: 1,
  maxLength: 14,
});
let flows = 0;

test('a limit is never exceeded, and of those who may wait everybody has a turn, once', async () => {
  const limits = fc.integer({ min: 1, max: 3 });
  const losses = fc.array(fc.nat(4), { maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(limits, fc.boolean(), askers, losses, async (limit, queue, all, lost) => {
      const flow = { namespace: 'a.b', flowId: `f${flows++}` };
      const ids = all.map((_, index) => `${flow.flowId}-${index}`);
      const isShort = (id: string): boolean => all[ids.indexOf(id)]?.isShort === true;
      const traffic = new Traffic(own.database.pool, flow, limit, queue, isShort);
      const groups = [0, 1, 2, 3, 4].map((group) => ids.filter((_, n) => all[n]?.group === group));
      await Promise.all(groups.map((group, n) => traffic.ask(group, lost.includes(n))));
      await traffic.drain();
      expect(traffic.most).toBeLessThanOrEqual(limit);
      expect(await traffic.rows('queue')).toEqual([]);
      expect(new Set(traffic.begun).size).toBe(traffic.begun.length);
      if (queue) {
        expect([...traffic.begun].sort()).toEqual([...ids].sort());
      } else {
        expect(traffic.begun.length).toBeGreaterThanOrEqual(Math.min(limit, ids.length));
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);
