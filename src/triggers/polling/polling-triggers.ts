import { Injectable, Logger } from '@nestjs/common';
import { instantText } from '../../model/instant.js';
import type { TriggerState } from '../../model/trigger.js';
import { ProcessRegistry } from '../../queues/index.js';
import { FindTrigger } from '../find-trigger.js';
import { Rounds } from '../rounds.js';
import type { Settlement } from '../store/due-triggers.js';
import { PollingClaims } from '../store/polling-claims.js';
import { reasonOf } from '../trigger-log.js';
import { EvaluatePolling } from './evaluate-polling.js';

/** So many triggers of one process wait for an answer at a time. */
const LANES = 16;
const POLL_MS = 1_000;
const RELEASE_MS = 5_000;

/** Asks polling triggers, in every process that has the worker role: whoever has a free lane takes what is due
 * for workers of its group. */
@Injectable()
export class PollingTriggers {
  private readonly logger = new Logger(PollingTriggers.name);
  private readonly rounds = new Rounds(
    () => this.round(),
    (error) => this.logger.error(`round failed: ${reasonOf(error)}`),
  );
  private readonly running = new Set<Promise<void>>();
  private stopping = new AbortController();
  private sweep: NodeJS.Timeout | undefined;

  constructor(
    private readonly processes: ProcessRegistry,
    private readonly claims: PollingClaims,
    private readonly triggers: FindTrigger,
    private readonly evaluatePolling: EvaluatePolling,
  ) {}

  async start(): Promise<void> {
    await this.claims.release();
    this.stopping = new AbortController();
    this.sweep = setInterval(() => void this.claims.release().catch(() => undefined), RELEASE_MS);
    this.rounds.start();
  }

  /** Evaluations under way are given up; another worker, or the next start, takes them. */
  async stop(): Promise<void> {
    clearInterval(this.sweep);
    await this.rounds.stop();
    this.stopping.abort();
    await this.claims.release(this.processes.processId);
    await Promise.all(this.running);
  }

  private async round(): Promise<number> {
    const free = LANES - this.running.size;
    const claimed = free === 0 ? [] : await this.claims.claim(this.processes, free);
    for (const state of claimed) {
      const done = this.evaluate(state)
        .catch((error: unknown) => this.logger.error(`evaluation failed: ${reasonOf(error)}`))
        .finally(() => {
          this.running.delete(done);
          if (this.running.size === LANES - 1) {
            this.rounds.wake();
          }
        });
      this.running.add(done);
    }
    return POLL_MS;
  }

  private async evaluate(state: TriggerState): Promise<void> {
    const { namespace, flowId, triggerId, evaluatingSince = '' } = state;
    const startedAt = Date.now();
    const base = { namespace, flowId, triggerId, version: evaluatingSince, locks: false, logs: [] };
    const found = await this.triggers.findActive(state);
    if (found === undefined) {
      await this.claims.settle(base);
      return;
    }
    const { flow, trigger } = found;
    const { fired, intervalMs, logs } = await this.evaluatePolling.run(
      flow,
      trigger,
      this.stopping.signal,
    );
    const settlement: Settlement = {
      ...base,
      date: new Date(startedAt).toISOString(),
      nextDate: instantText(startedAt + intervalMs),
      ...(fired && { execution: fired.execution }),
      locks: trigger['allowConcurrent'] !== true && fired?.execution.state.current === 'CREATED',
      logs: [...logs, ...(fired?.logs ?? [])],
    };
    await this.claims.settle(settlement);
  }
}
