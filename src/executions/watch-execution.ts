import { Injectable } from '@nestjs/common';
import { NotFoundError } from '../model/errors.js';
import type { Execution } from '../model/execution.js';
import { isTerminated } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { FindFlow } from '../flows/index.js';
import { ExecutionFeed } from './execution-gateway.js';
import type { ExecutionDocument } from './execution-gateway.js';
import { ExecutionRepository } from './store/execution.repository.js';
import { Wakeup } from './wakeup.js';

/** A lost announcement costs no more than this. */
const POLL_MS = 2000;
/** A follower rests so many times longer than its last event took: thousands of task runs must not busy the server. */
const REST_FACTOR = 4;
/** How long a follower waits for the execution to exist. */
const APPEARANCE_MS = 10_000;

export interface FollowedState {
  readonly phase: 'progress' | 'end';
  readonly document: ExecutionDocument;
}

/** Waiting for executions: to their end, or along their changes. */
@Injectable()
export class WatchExecution {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly feed: ExecutionFeed,
    private readonly flows: FindFlow,
  ) {}

  /** The execution when it ended, listeners and afterExecution tasks included; undefined when `signal` came first. */
  async untilEnded(
    executionId: string,
    signal: AbortSignal,
  ): Promise<ExecutionDocument | undefined> {
    const wakeup = this.subscribe(executionId, signal);
    try {
      while (!signal.aborted) {
        const execution = await this.executions.findExecution(executionId);
        const document =
          execution && isTerminated(execution.state.current)
            ? await this.executions.find(executionId)
            : undefined;
        if (document && (await this.hasEnded(document))) {
          return document;
        }
        await wakeup.wait(POLL_MS);
      }
      return undefined;
    } finally {
      wakeup.close();
    }
  }

  /**
   * api.md §5.4: the current state, then one per change, at the end the last one once more as `end`; only that one when
   * the execution is over already. Throws NotFoundError when the execution does not appear.
   */
  async *follow(executionId: string, signal: AbortSignal): AsyncGenerator<FollowedState> {
    const wakeup = this.subscribe(executionId, signal);
    try {
      let document = await this.appearance(executionId, wakeup, signal);
      let seen = '';
      let begun = performance.now();
      while (!signal.aborted) {
        const hasEnded = await this.hasEnded(document);
        const fingerprint = fingerprintOf(document);
        if (fingerprint !== seen && !(hasEnded && seen === '')) {
          yield { phase: 'progress', document };
        }
        if (hasEnded) {
          yield { phase: 'end', document };
          return;
        }
        seen = fingerprint;
        await wakeup.rest(Math.min(REST_FACTOR * (performance.now() - begun), POLL_MS));
        await wakeup.wait(POLL_MS);
        begun = performance.now();
        document = (await this.executions.find(executionId)) ?? document;
      }
    } finally {
      wakeup.close();
    }
  }

  private async appearance(
    executionId: string,
    wakeup: Wakeup,
    signal: AbortSignal,
  ): Promise<ExecutionDocument> {
    const deadline = Date.now() + APPEARANCE_MS;
    for (;;) {
      const document = await this.executions.find(executionId);
      if (document) {
        return document;
      }
      if (Date.now() >= deadline || signal.aborted) {
        throw new NotFoundError(`Unable to find execution ${executionId}`);
      }
      await wakeup.wait(Math.min(POLL_MS, deadline - Date.now()));
    }
  }

  private async hasEnded({ execution, taskRuns }: ExecutionDocument): Promise<boolean> {
    if (!isTerminated(execution.state.current)) {
      return false;
    }
    const unfinished = taskRuns.some((taskRun) => !isTerminated(taskRun.state.current));
    return !unfinished || !(await this.hasAftermath(execution));
  }

  /** Tasks that run after the final state: they begin in the commit that stores it. */
  private async hasAftermath(execution: Execution): Promise<boolean> {
    const { namespace, flowId, flowRevision } = execution;
    const flow = await this.flows.findRevision(namespace, flowId, flowRevision);
    return flow !== undefined && flow.listeners.length + flow.afterExecution.length > 0;
  }

  private subscribe(executionId: string, signal: AbortSignal): Wakeup {
    return new Wakeup((listener) => this.feed.subscribe(executionId, listener), signal);
  }
}

/** Equal for documents without a visible difference. */
function fingerprintOf({ execution, taskRuns }: ExecutionDocument): string {
  const { state, labels, outputs } = execution;
  const runs = taskRuns.map(
    ({ state, attempts, outputs }) =>
      `${state.histories.length}${state.current}${attempts?.length}${progressOf(outputs)}`,
  );
  return `${state.histories.length}${state.current}${labels.length}${outputs !== undefined}|${runs.join()}`;
}

/** A ForEachItem counts its batches while it runs. */
function progressOf(outputs: TaskRun['outputs']): string {
  const iterations = outputs?.['iterations'];
  return iterations === undefined ? '' : JSON.stringify(iterations);
}
