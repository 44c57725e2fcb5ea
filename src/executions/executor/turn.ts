import {
  decideAndApply,
  type Effect,
  type ExecutionEvent,
  type Question,
  taskOf,
  taskRunsOf,
} from '../../engine/index.js';
import type { Refusal } from '../../engine/decision.js';
import type { Lane } from '../../queues/job-feed.js';
import { noWrites, type TurnWrites } from '../store/turn-writer.js';
import { jobKey, type LiveExecution } from './live-execution.js';
import type { Mail } from './mail.js';
import { allOf, type Answer, isEffect, isPromise, isQuestion } from './questions.js';
import { Work } from './work.js';
import { isFinished } from './live-executions.js';
import { addRows } from './turn-rows.js';

/** What the turn asks of the executor around it. */
export interface TurnHost {
  answer(live: LiveExecution, question: Question, at: string): Answer;
  /** Whether this process's own worker takes the attempt; otherwise it goes through the table. */
  takesLocally(workerGroup: string | undefined, taskType: string): boolean;
  laneOf(taskType: string): Lane;
  /** Something that has to happen within this turn for another execution, or a new one. */
  cascade(work: Work, effect: Effect, turn: Turn): void;
  /** Puts mail at the end of the next turn. */
  later(mail: Mail): void;
}

/** One round of the executor: events of many executions, decided in memory, written by one statement. */
export class Turn {
  readonly works = new Map<string, Work>();
  readonly writes: TurnWrites = noWrites();

  constructor(
    readonly at: string,
    /** The name under which the views of this turn are owned: if it is lost meanwhile, nothing may be written. */
    readonly processId: string,
    private readonly host: TurnHost,
  ) {}

  workOf(live: LiveExecution): Work {
    const id = live.view.execution.id;
    let work = this.works.get(id);
    if (work === undefined) {
      work = new Work(live);
      this.works.set(id, work);
    }
    return work;
  }

  /** Continues work that waited for answers; what this turn already did for the execution does not exist then. */
  adopt(work: Work): void {
    this.works.set(work.executionId, work);
  }

  /**
   * Decides the events and everything that follows from them within the execution. When an answer takes time the
   * execution is parked: its work leaves the turn and comes back with the answers.
   */
  advance(work: Work, events: readonly ExecutionEvent[]): Refusal | undefined {
    const queue = [...events];
    let refusal: Refusal | undefined;
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
      this.noteEvent(work, event);
      const decision = decideAndApply(work.live.view, event);
      work.record(decision.changes);
      refusal ??= decision.refusal;
      for (const effect of decision.commands.filter(isEffect)) {
        this.noteEffect(work, effect);
      }
      const answers = decision.commands
        .filter(isQuestion)
        .map((question) => this.answer(work, question));
      if (answers.some(isPromise)) {
        this.park(work, answers, queue);
        return refusal;
      }
      queue.unshift(...(answers as ExecutionEvent[]));
    }
    return refusal;
  }

  /** Rows of everything that is left in the turn; true if there is something to write. */
  finish(): boolean {
    for (const work of this.works.values()) {
      addRows(this.writes, work, this, (taskType) => this.host.laneOf(taskType));
    }
    if (this.writes.jobs.length > 0) {
      this.writes.notifications.push({ channel: 'worker_jobs', payload: '' });
    }
    if (this.writes.killedJobs.length > 0) {
      this.writes.notifications.push({ channel: 'worker_kills', payload: '' });
    }
    const { events, killedParents, restartedChildren } = this.writes;
    if ([events, killedParents, restartedChildren].some((rows) => rows.length > 0)) {
      this.writes.notifications.push({ channel: 'execution_events', payload: '' });
    }
    if (this.writes.announcements.length > 0) {
      this.writes.notifications.push({ channel: 'announcements', payload: '' });
    }
    if (this.writes.releasedTriggers.length > 0) {
      this.writes.notifications.push({ channel: 'triggers', payload: '' });
    }
    return (Object.values(this.writes) as readonly (readonly unknown[])[]).some(
      (rows) => rows.length > 0,
    );
  }

  /** Executions that nobody needs to hold after this turn. */
  finished(): LiveExecution[] {
    return [...this.works.values()].map((work) => work.live).filter(isFinished);
  }

  private answer(work: Work, question: Question): Answer {
    const { view } = work.live;
    if (question.kind === 'Proceed') {
      work.shown = { execution: view.execution, taskRuns: taskRunsOf(view) };
    }
    return this.host.answer(work.live, question, this.at);
  }

  private park(work: Work, answers: readonly Answer[], rest: readonly ExecutionEvent[]): void {
    const { live, executionId } = work;
    live.parked = { work, waiting: [] };
    this.works.delete(executionId);
    const { at } = this;
    void allOf(answers).then(
      (events) =>
        this.host.later({ kind: 'answered', executionId, work, events: [...events, ...rest] }),
      (error: unknown) =>
        this.host.later({
          kind: 'answered',
          executionId,
          work,
          events: [{ kind: 'ExecutorFailed', at, message: String(error) }],
        }),
    );
  }

  private noteEvent(work: Work, event: ExecutionEvent): void {
    const { live } = work;
    if (event.kind === 'TaskRunEnded' || event.kind === 'WorkerLost') {
      const key = jobKey(event.taskRunId, event.attempt);
      live.localJobs.delete(key);
      if (live.tableJobs.delete(key)) {
        work.endedJobs.push({ taskRunId: event.taskRunId, attempt: event.attempt });
      }
    } else if (event.kind === 'DelayElapsed') {
      live.delays.delete(event.key);
      work.endedDelays.add(event.key);
    }
  }

  private noteEffect(work: Work, effect: Effect): void {
    const { live } = work;
    work.effects.push(effect);
    if (effect.kind === 'SubmitWorkerTask') {
      this.placeJob(live, effect);
    } else if (effect.kind === 'Delay') {
      live.delays.set(effect.key, effect.at);
    } else if (effect.kind === 'CancelDelays') {
      for (const key of effect.keys ?? [...live.delays.keys()]) {
        if (live.delays.delete(key)) {
          work.endedDelays.add(key);
        }
      }
    } else {
      this.host.cascade(work, effect, this);
    }
  }

  private placeJob(
    live: LiveExecution,
    { taskRunId, attempt, workerGroup }: Extract<Effect, { kind: 'SubmitWorkerTask' }>,
  ): void {
    const task = taskOf(live.view, taskRunId);
    const isLocal = this.host.takesLocally(workerGroup, task?.type ?? '');
    const jobs = isLocal ? live.localJobs : live.tableJobs;
    jobs.add(jobKey(taskRunId, attempt));
  }
}
