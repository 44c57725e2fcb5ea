import { Logger } from '@nestjs/common';
import type { Refusal } from '../../engine/decision.js';
import { type Effect, packEnded } from '../../engine/index.js';
import { IllegalArgumentError, IllegalStateError } from '../../model/errors.js';
import { jobKey, type LiveExecution } from './live-execution.js';
import type { LiveExecutions } from './live-executions.js';
import type { ExecutorPorts } from './executor-ports.js';
import type { Turn } from './turn.js';
import { workerJob } from './turn-rows.js';
import type { Work } from './work.js';

const logger = new Logger('Executor');

/**
 * Effects that leave the database. They may be lost in a crash: taking the execution over repeats them. One that fails
 * keeps neither the others from being performed nor anybody from hearing that the turn is durable.
 */
export function afterCommit(turn: Turn, live: LiveExecutions, ports: ExecutorPorts): void {
  for (const work of turn.works.values()) {
    live.saved(work.live);
    packEnded(work.live.view, work.taskRuns);
    for (const effect of work.effects) {
      try {
        perform(work.live, effect, live, ports);
      } catch (error) {
        logger.error(`${effect.kind} of execution ${work.executionId} failed: ${String(error)}`);
      }
    }
  }
  for (const finished of turn.finished()) {
    live.forget(finished.view.execution.id);
  }
  for (const work of turn.works.values()) {
    answerSenders(work);
  }
  ports.published([...turn.works.keys()]);
}

function answerSenders(work: Work): void {
  for (const { mail, refusal, shown } of work.mails) {
    mail.done?.(refusal && refusalError(refusal), shown);
  }
}

function refusalError(refusal: Refusal): Error {
  return refusal.code === 'ILLEGAL_STATE'
    ? new IllegalStateError(refusal.message)
    : new IllegalArgumentError(refusal.message);
}

function perform(
  live: LiveExecution,
  effect: Effect,
  all: LiveExecutions,
  ports: ExecutorPorts,
): void {
  switch (effect.kind) {
    case 'SubmitWorkerTask':
      if (live.localJobs.has(jobKey(effect.taskRunId, effect.attempt))) {
        const job = workerJob(live, effect);
        if (job !== undefined) {
          ports.jobs.offer(job);
        }
      }
      return;
    case 'KillWorkerTasks':
      ports.jobs.kill(live.view.execution.id, effect.taskRunIds);
      return;
    case 'Delay':
      all.arm(live, effect.key);
      return;
    case 'StartSubflow':
    case 'StartSubflowBatches':
    case 'ReleaseConcurrencySlot':
      ports.followUp(live, effect);
      return;
    default:
      return;
  }
}
