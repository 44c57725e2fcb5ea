import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../support/wait-for.js';
import { FLOWS } from './flows.js';

const PAUSE_AFTER_FAILURE_MS = 50;
const REQUEST_MS = 20_000;
const PATIENCE_MS = 60_000;

/** Where to send requests now; servers come back at other addresses. */
export type Address = () => string;

/** Makes the flows known. */
export async function createFlows(address: Address): Promise<void> {
  for (const { source } of Object.values(FLOWS)) {
    const answer = await fetch(`${address()}/api/v1/main/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-yaml' },
      body: source,
    });
    if (!answer.ok) {
      throw new Error(`flow refused with ${answer.status}: ${await answer.text()}`);
    }
  }
}

/** Clients in a number of lanes; each repeats its request until it is answered. */
export class Load {
  /** Flow id by id of the execution, for those that a client was told of: these must not be lost. */
  readonly accepted = new Map<string, string>();
  /** Requests that were not answered, by reason. */
  readonly failures = new Map<string, number>();
  private next = 0;
  private stopped = false;

  constructor(
    private readonly address: Address,
    private readonly count: number,
    lanes = 32,
  ) {
    Array.from({ length: lanes }, () => void this.lane());
  }

  /**
   * Resolves when so many executions have been accepted, by default all.
   * @throws Error that tells what clients heard instead.
   */
  async until(count = this.count): Promise<void> {
    await waitFor(() => {
      if (this.accepted.size < count) {
        const heard = [...this.failures].map(([reason, times]) => `${times} × ${reason}`);
        throw new Error(`${this.accepted.size} of ${count} accepted\n${heard.join('\n')}`);
      }
      return true;
    }, PATIENCE_MS);
  }

  /** Clients give up. */
  stop(): void {
    this.next = this.count;
    this.stopped = true;
  }

  private async lane(): Promise<void> {
    const startable = Object.entries(FLOWS).flatMap(([id, { start }]) =>
      start === undefined ? [] : { id, start },
    );
    for (let index = this.next++; index < this.count; index = this.next++) {
      const flow = startable[index % startable.length];
      if (flow !== undefined) {
        await this.send(flow.id, flow.start);
      }
    }
  }

  private async send(flowId: string, path: string): Promise<void> {
    while (!this.stopped) {
      try {
        const answer = await fetch(`${this.address()}/api/v1/main${path}`, {
          method: 'POST',
          signal: AbortSignal.timeout(REQUEST_MS),
        });
        if (!answer.ok) {
          throw new Error(`status ${answer.status}`);
        }
        const { id } = (await answer.json()) as { id: string };
        this.accepted.set(id, flowId);
        return;
      } catch (error) {
        const reason = `${String(error)} ${String((error as Error).cause ?? '')}`;
        this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
        await delay(PAUSE_AFTER_FAILURE_MS);
      }
    }
  }
}

/** Numbers of accepted executions at which something is to go wrong: random, ascending, neither at the begin nor the end. */
export function moments(random: () => number, total: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    Math.floor(total * (0.05 + (0.9 * (index + random())) / count)),
  );
}
