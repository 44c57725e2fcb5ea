import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Flow } from '../model/flow.js';
import { isTerminated, type StateType } from '../model/state.js';
import { anExecution } from '../testing/builders.js';
import { cases, simulationOf } from '../testing/random-case.js';
import { runs } from '../testing/runs.js';
import type { Simulation } from '../testing/simulation.js';

const LIMIT = 2;

/** Executions of one flow, and who of them has a slot of its limit or waits for one (engine.md §15.1). */
class Traffic {
  readonly all: readonly Simulation[];
  /** Those that somebody let go over the limit. */
  readonly forced = new Set<number>();
  private readonly slots = new Set<number>();
  private readonly queue: number[] = [];

  constructor(flow: Flow, seeds: readonly number[]) {
    this.all = seeds.map((seed, number) =>
      simulationOf(
        { flow, seed, order: [seed] },
        {
          execution: anExecution(flow, { id: `e${number}` }),
          slotIsFree: () => this.ask(number),
          watch: (_view, _event, { commands }) => {
            if (commands.some(({ kind }) => kind === 'ReleaseConcurrencySlot')) {
              this.release(number);
            }
          },
        },
      ),
    );
  }

  state(number: number): StateType {
    return this.all[number]?.view.execution.state.current ?? 'CREATED';
  }

  /** Under way, and not by force. */
  get limited(): readonly number[] {
    return this.all
      .map((_, number) => number)
      .filter((number) => !['CREATED', 'QUEUED'].includes(this.state(number)))
      .filter((number) => !isTerminated(this.state(number)) && !this.forced.has(number));
  }

  /** Everything happens that can; nobody helps the ones that wait for a slot. */
  drain(): void {
    this.all.forEach(() =>
      this.all.forEach((shell, number) => this.state(number) !== 'QUEUED' && shell.finish()),
    );
  }

  private ask(number: number): boolean {
    const isFree = this.slots.size < LIMIT;
    if (isFree) {
      this.slots.add(number);
    } else {
      this.queue.push(number);
    }
    return isFree;
  }

  private release(number: number): void {
    this.slots.delete(number);
    const next = this.slots.size < LIMIT ? this.queue.shift() : undefined;
    if (next !== undefined) {
      this.slots.add(next);
      const { refusal } = this.all[next]?.send({ kind: 'ConcurrencySlotGranted' }) ?? {};
      expect(refusal).toBeUndefined();
      if (isTerminated(this.state(next))) {
        this.release(next);
      }
    }
  }
}

const actions = fc.constantFrom(
  ...(['KillRequested', 'PauseRequested', 'ResumeRequested'] as const),
  ...(['ForceRunRequested', 'UnqueueRequested'] as const),
);

test('a concurrency limit is never exceeded but by force, and everybody who waits has a turn', () => {
  const seeds = fc.array(fc.nat(), { minLength: 3, maxLength: 7 });
  const moments = fc.array(fc.tuple(fc.nat(6), fc.nat(8), fc.option(actions, { freq: 2 })));
  fc.assert(
    fc.property(cases, seeds, moments, ({ flow }, numbers, all) => {
      const concurrency = { limit: LIMIT, behavior: 'QUEUE' as const };
      const traffic = new Traffic({ ...flow, concurrency }, numbers);
      for (const shell of traffic.all) {
        shell.create();
        expect(traffic.limited.length).toBeLessThanOrEqual(LIMIT);
      }
      for (const [choice, steps, kind] of all) {
        const number = choice % traffic.all.length;
        const shell = traffic.all[number]?.settle(steps);
        if (kind !== null && shell !== undefined) {
          const isForced = ['ForceRunRequested', 'UnqueueRequested'].includes(kind);
          if (isForced && traffic.state(number) === 'QUEUED') {
            traffic.forced.add(number);
          }
          shell.send(kind === 'KillRequested' ? { kind, cascade: true } : { kind });
        }
        expect(traffic.limited.length).toBeLessThanOrEqual(LIMIT);
      }
      traffic.drain();
      expect(
        traffic.all
          .map((_, number) => traffic.state(number))
          .filter((state) => !isTerminated(state)),
      ).toEqual([]);
    }),
    runs(20),
  );
});
