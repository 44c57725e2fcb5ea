import { Logger } from '@nestjs/common';
import {
  type Effect,
  type ExecutionEvent,
  findTaskRun,
  isAlive,
  type Question,
  recoveryOf,
  replayExecutionId,
  replayOf,
} from '../../engine/index.js';
import { NotFoundError } from '../../model/errors.js';
import type { Execution, WaitingParent } from '../../model/execution.js';
import type { Flow } from '../../model/flow.js';
import { isTerminated, type StateType } from '../../model/state.js';
import type { TaskRun } from '../../model/task-run.js';
import { FencedError } from '../../queues/fenced-error.js';
import type { TaskRunRecords } from '../../queues/worker-job.js';
import type { ExecutionDocument, ExecutionRequest } from '../execution-gateway.js';
import { claimExecutions, findOwners } from '../store/execution-loader.js';
import { turnStatement } from '../store/turn-writer.js';
import { jobKey, type LiveExecution } from './live-execution.js';
import type { ExecutorPorts } from './executor-ports.js';
import { isFinished, LiveExecutions } from './live-executions.js';
import type { DelayMail, EventMail, Mail, NewExecutionMail, ReloadMail } from './mail.js';
import type { SubflowOutputs } from './answers.js';
import { type Answer, isPromise } from './questions.js';
import { afterCommit } from './after-commit.js';
import { announce } from './announce.js';
import { Turn, type TurnHost } from './turn.js';
import type { Delivered, Work } from './work.js';

/** Bounds the statement of one turn. */
const MAX_MAILS_PER_TURN = 2_000;
/** An execution that only waits (paused, delayed) leaves the memory after so long. */
const IDLE_MS = 60_000;
const RETRY_MS = 250;

/**
 * Holds the executions this process owns in memory and advances them turn by turn (design §6): everything that came in
 * while the last commit was under way is decided together and written by one statement.
 */
export class Executor implements TurnHost {
  private readonly logger = new Logger('Executor');
  private readonly live: LiveExecutions;
  private readonly rowsInFlight = new Set<string>();
  private readonly rowsConsumed = new Set<string>();
  private releasing: Promise<void> = Promise.resolve();
  private mailbox: Mail[] = [];
  private running = false;
  private turning: Promise<void> | undefined;

  constructor(private readonly ports: ExecutorPorts) {
    this.live = new LiveExecutions(
      () => ports.now(),
      (executionId, key) => this.later({ kind: 'delay', executionId, key }),
    );
    ports.processes.onRegistered(() => this.startOver());
  }

  get processId(): string {
    return this.ports.processes.processId;
  }

  start(): void {
    this.running = true;
    this.wake();
  }

  /**
   * Ends the turn under way and lets go of every execution that comes back with an event. Those whose work is only known
   * here keep their owner: its end makes others take them over.
   */
  async stop(): Promise<void> {
    this.running = false;
    await this.turning;
    const ids = this.live.releasable().map((live) => live.view.execution.id);
    this.live.clear();
    await this.letGo(ids);
  }

  /** Resolves when the execution is durable. */
  async create(execution: Execution, flow: Flow, taskRuns: readonly TaskRun[] = []): Promise<void> {
    await this.mail((done) => ({
      kind: 'new',
      executionId: execution.id,
      execution,
      flow,
      taskRuns,
      done,
    }));
  }

  /** Creates a child and tells its parent in the same commit; nothing happens if the parent no longer wants it. */
  async createChild(
    execution: Execution,
    flow: Flow,
    startedFor: NonNullable<NewExecutionMail['startedFor']>,
  ): Promise<void> {
    await this.mail((done) => ({
      kind: 'new',
      executionId: execution.id,
      execution,
      flow,
      taskRuns: [],
      startedFor,
      done,
    }));
  }

  /**
   * Resolves when the effect of the event is durable, with what the core wants to be shown of it; rejects when the core
   * refuses it.
   */
  send(
    executionId: string,
    request: ExecutionRequest | ExecutionEvent,
    records?: TaskRunRecords,
  ): Promise<ExecutionDocument | undefined> {
    return this.mail((done) => ({
      kind: 'event',
      executionId,
      request,
      ...(records === undefined ? {} : { records }),
      done,
    }));
  }

  /**
   * Rows of `execution_events`. A row that is being dealt with is not taken twice, nor is one that was consumed while
   * the rows were read: the reader may still have seen it.
   */
  async receiveRows(read: () => Promise<readonly EventRowRead[]>): Promise<void> {
    this.rowsConsumed.forEach((id) => this.rowsInFlight.delete(id));
    this.rowsConsumed.clear();
    for (const row of await read()) {
      if (!this.rowsInFlight.has(row.id)) {
        this.receiveRow(row);
      }
    }
  }

  private receiveRow(row: EventRowRead): void {
    this.rowsInFlight.add(row.id);
    this.later({
      kind: 'event',
      executionId: row.executionId,
      request: row.event,
      row: { id: row.id, replyTo: row.replyTo },
      done: () => void this.rowsConsumed.add(row.id),
    });
  }

  delayIsDue(executionId: string, key: string): void {
    this.later({ kind: 'delay', executionId, key });
  }

  /** Takes over executions whose owner is gone, in a turn like everything else. Resolves when they are held. */
  async adopt(executionIds: readonly string[]): Promise<void> {
    const held = executionIds.map(
      (executionId) =>
        new Promise<void>((done) =>
          this.later({ kind: 'reload', executionId, done: () => done() }),
        ),
    );
    await Promise.all(held);
  }

  /** Background work of the shell begins: the view has to stay until the returned function is called. */
  beginChore(live: LiveExecution): () => void {
    live.chores++;
    return () => {
      live.chores--;
      const executionId = live.view.execution.id;
      if (isFinished(live) && this.live.get(executionId) === live) {
        this.later({ kind: 'reload', executionId });
      }
    };
  }

  /** The live view, for the worker of the same process. */
  find(executionId: string): LiveExecution | undefined {
    return this.live.get(executionId);
  }

  /** Lets go of executions that only wait; they come back with their next event. */
  async releaseIdle(): Promise<void> {
    const idle = this.live.waitingSince(this.ports.now() - IDLE_MS);
    const ids = idle.map((live) => live.view.execution.id);
    if (ids.length > 0) {
      ids.forEach((id) => this.live.forget(id));
      // Whoever wants one of them back has to wait, or it would be let go after it was taken.
      this.releasing = this.letGo(ids).catch((error: unknown) =>
        this.logger.warn(`not released: ${String(error)}`),
      );
      await this.releasing;
    }
  }

  later(mail: Mail): void {
    this.mailbox.push(mail);
    this.wake();
  }

  answer(live: LiveExecution, question: Question, at: string): Answer {
    return this.ports.answer(live, question, at);
  }

  takesLocally(workerGroup: string | undefined, taskType: string): boolean {
    return this.ports.jobs.takesLocally(workerGroup, taskType);
  }

  cascade(work: Work, effect: Effect, turn: Turn): void {
    switch (effect.kind) {
      case 'EndSubflow':
        this.endSubflow(work, effect, turn);
        return;
      case 'CreateReplay':
        this.createReplay(work, effect.attemptNumber, turn);
        return;
      case 'KillSubflows':
        // The others are found in the tables, by the statement of this turn.
        for (const executionId of this.live.unsavedChildrenOf(work.executionId)) {
          const request = { kind: 'KillRequested', cascade: true } as const;
          this.later({ kind: 'event', executionId, request });
        }
        return;
      case 'AnnounceState':
        announce(work.live.view.execution, effect.state, turn.writes, this.ports);
        return;
      default:
        return;
    }
  }

  private mail(
    compose: (done: NonNullable<Mail['done']>) => Mail,
  ): Promise<ExecutionDocument | undefined> {
    return new Promise((resolve, reject) => {
      this.later(
        compose((error, shown) => {
          if (error === undefined) {
            resolve(shown);
          } else {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        }),
      );
    });
  }

  private wake(): void {
    if (!this.running || this.turning !== undefined) {
      return;
    }
    // Whatever arrives in the same round of the event loop shares the turn.
    this.turning = new Promise((resolve) => setImmediate(resolve))
      .then(() => this.turns())
      .catch((error: unknown) => this.logger.error(`turn lost: ${String(error)}`, stackOf(error)))
      .finally(() => {
        this.turning = undefined;
        if (this.mailbox.length > 0) {
          this.wake();
        }
      });
  }

  private async turns(): Promise<void> {
    while (this.running && this.mailbox.length > 0) {
      await this.turn(this.mailbox.splice(0, MAX_MAILS_PER_TURN));
    }
  }

  private async turn(mails: readonly Mail[]): Promise<void> {
    const absent = mails.filter((mail) => mail.kind !== 'new' && !this.live.has(mail.executionId));
    const turn = new Turn(this.timestamp(), this.processId, this);
    try {
      if (absent.length > 0) {
        await this.takeOver([...new Set(absent.map((mail) => mail.executionId))]);
      }
      for (const mail of mails) {
        this.handle(mail, turn);
      }
      if (turn.finish()) {
        await this.commit(turn);
      }
    } catch (error) {
      await this.recover(mails, turn, error);
      return;
    }
    afterCommit(turn, this.live, this.ports);
  }

  private async commit(turn: Turn): Promise<void> {
    const { rows } = await this.ports.pool.query<{ alive: boolean }>(
      turnStatement(turn.processId, turn.writes),
    );
    if (rows[0]?.alive !== true) {
      throw new FencedError();
    }
  }

  private handle(mail: Mail, turn: Turn): void {
    if (mail.kind === 'new') {
      this.handleNew(mail, turn);
      return;
    }
    const live = this.live.get(mail.executionId);
    if (live !== undefined && isFinished(live)) {
      // Whatever the mail says: what was taken over after its end is let go again.
      turn.workOf(live);
    }
    if (mail.kind === 'answered') {
      this.handleAnswered(mail, live, turn);
    } else if (live === undefined) {
      void this.sendAway(mail);
    } else if (mail.kind === 'reload') {
      mail.done?.();
    } else if (live.parked !== undefined) {
      live.parked.waiting.push(mail);
    } else if (mail.kind === 'event') {
      this.handleEvent(mail, live, turn);
    } else if (this.live.isDue(live, mail.key)) {
      this.advance(turn, live, mail, { kind: 'DelayElapsed', key: mail.key, at: turn.at });
    }
  }

  private handleNew(mail: NewExecutionMail, turn: Turn): void {
    const parent = mail.startedFor && this.live.get(mail.startedFor.executionId);
    if (mail.startedFor !== undefined && !wantsChild(parent, mail.startedFor.taskRunId)) {
      mail.done?.();
      return;
    }
    if (parent?.parked !== undefined) {
      parent.parked.waiting.push(mail);
      return;
    }
    const live = this.live.open(mail.execution, mail.flow, mail.taskRuns);
    const work = turn.workOf(live);
    mail.taskRuns.forEach((taskRun) => work.taskRuns.add(taskRun.id));
    if (mail.startedFor !== undefined && parent !== undefined) {
      const { taskRunId, iteration } = mail.startedFor;
      this.advance(turn, parent, undefined, {
        kind: 'SubflowStarted',
        at: turn.at,
        taskRunId,
        ...(iteration === undefined ? {} : { iteration }),
        executionId: mail.executionId,
        state: live.view.execution.state.current,
      });
    }
    this.advance(turn, live, mail, { kind: 'ExecutionCreated', at: turn.at });
  }

  private handleAnswered(
    mail: Extract<Mail, { kind: 'answered' }>,
    live: LiveExecution | undefined,
    turn: Turn,
  ): void {
    if (live === undefined || live !== mail.work.live) {
      return;
    }
    const waiting = live.parked?.waiting ?? [];
    live.parked = undefined;
    turn.adopt(mail.work);
    // An answer is true from now on: a slot that was asked for a second ago may have been free only just.
    const answers = mail.events.map((event) => ({ ...event, at: turn.at }));
    turn.advance(mail.work, answers);
    for (const next of waiting) {
      this.handle(next, turn);
    }
  }

  private handleEvent(mail: EventMail, live: LiveExecution, turn: Turn): void {
    const event = { ...mail.request, at: turn.at } as ExecutionEvent;
    const work = turn.workOf(live);
    work.logs.push(...(mail.records?.logs ?? []));
    work.metrics.push(...(mail.records?.metrics ?? []));
    const { refusal, shown } = this.advance(turn, live, mail, event);
    if (mail.row === undefined) {
      return;
    }
    work.consumedRows.push(mail.row.id);
    if (mail.row.replyTo !== null) {
      work.answers.push({
        replyTo: mail.row.replyTo,
        ...(refusal && { refusal }),
        ...(shown && { shown }),
      });
    }
    const parent = live.view.execution.waitingParent;
    if (refusal !== undefined && mail.request.kind === 'RestartRequested' && parent !== undefined) {
      this.endSubflow(
        work,
        { kind: 'EndSubflow', parent, state: live.view.execution.state.current },
        turn,
      );
    }
  }

  /** `mail` is what brought the event; none for what follows from another execution's mail. */
  private advance(
    turn: Turn,
    live: LiveExecution,
    mail: Mail | undefined,
    event: ExecutionEvent,
  ): Omit<Delivered, 'mail'> {
    live.lastUsedAt = this.ports.now();
    const work = turn.workOf(live);
    const refusal = turn.advance(work, [event]);
    const { shown } = work;
    work.shown = undefined;
    const outcome = { ...(refusal && { refusal }), ...(shown && { shown }) };
    if (mail !== undefined) {
      work.mails.push({ mail, ...outcome });
    }
    return outcome;
  }

  /** A parent held here hears of the end in the same commit, any other through its events. */
  private endSubflow(
    work: Work,
    effect: Extract<Effect, { kind: 'EndSubflow' }>,
    turn: Turn,
  ): void {
    const { parent, state } = effect;
    const given = this.ports.subflowOutputs(work.live);
    if (isPromise(given)) {
      this.tellLater(work.live, parent, given);
      return;
    }
    const event = subflowEnded(work.executionId, parent, state, given, turn.at);
    const live = this.live.get(parent.executionId);
    if (live === undefined || live.parked !== undefined) {
      turn.writes.events.push({ execution_id: parent.executionId, event });
    } else {
      this.advance(turn, live, undefined, event);
    }
  }

  /** Until then the execution keeps its owner: after a crash that is how one sees that the parent was not told. */
  private tellLater(
    live: LiveExecution,
    parent: WaitingParent,
    outputs: SubflowOutputs | Promise<SubflowOutputs>,
  ): void {
    const { id, state } = live.view.execution;
    const done = this.beginChore(live);
    void Promise.resolve(outputs)
      .then((given) => subflowEnded(id, parent, state.current, given, this.timestamp()))
      .then((event) => this.send(parent.executionId, event))
      .catch((error: unknown) =>
        this.logger.error(`parent ${parent.executionId} not told: ${String(error)}`),
      )
      .finally(done);
  }

  private createReplay(work: Work, attemptNumber: number, turn: Turn): void {
    const { live, executionId } = work;
    const replay = replayOf(live.view, {
      id: replayExecutionId(executionId, attemptNumber),
      at: turn.at,
      flow: live.flow,
      attemptNumber,
    });
    if ('execution' in replay) {
      this.handleNew(
        { kind: 'new', executionId: replay.execution.id, flow: live.flow, ...replay },
        turn,
      );
    }
  }

  /** Claims the executions and puts what was under way back on its feet. */
  private async takeOver(executionIds: readonly string[]): Promise<void> {
    await this.releasing;
    const loaded = await claimExecutions(this.ports.pool, this.processId, executionIds);
    for (const one of loaded) {
      const flow = await this.ports.flowOf(one.execution);
      const live = this.live.load(one, flow);
      for (const job of this.ports.jobs.heldOf(one.execution.id)) {
        live.localJobs.add(jobKey(job.taskRunId, job.attempt));
      }
      const recovery = recoveryOf(live.view, (taskRunId, attempt) => {
        const key = jobKey(taskRunId, attempt);
        return live.tableJobs.has(key) || live.localJobs.has(key);
      });
      if (recovery.length > 0) {
        this.logger.log(`took over execution ${one.execution.id}`);
      }
      const { state, waitingParent } = one.execution;
      if (one.isOrphan && isTerminated(state.current) && waitingParent !== undefined) {
        this.tellLater(live, waitingParent, this.ports.subflowOutputs(live));
      }
      const requests = isUnreadable(flow) ? [UNREADABLE] : recovery;
      for (const request of requests) {
        this.later({ kind: 'event', executionId: one.execution.id, request });
      }
    }
  }

  /** Mail for an execution that could not be claimed: it is somebody else's, or there is none. */
  private async sendAway(mail: EventMail | DelayMail | ReloadMail): Promise<void> {
    if (mail.kind !== 'event' || mail.row !== undefined) {
      mail.done?.();
      return;
    }
    try {
      const owners = await findOwners(this.ports.pool, [mail.executionId]);
      if (!owners.has(mail.executionId)) {
        throw new NotFoundError();
      }
      await this.ports.forward(mail.executionId, mail.request, mail.records);
      mail.done?.();
    } catch (error) {
      mail.done?.(error);
    }
  }

  /**
   * A turn that did not commit never happened: its views are dropped, and its mail is delivered again to views read
   * anew. What fails by itself even then fails its execution, or its caller.
   */
  private async recover(mails: readonly Mail[], turn: Turn, error: unknown): Promise<void> {
    const again = this.dropViews(turn, mails);
    if (error instanceof FencedError) {
      await this.ports.processes.startOver(turn.processId);
    }
    if (error instanceof FencedError || this.ports.isRetryable(error)) {
      this.logger.warn(`turn not committed, trying again: ${String(error)}`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      this.mailbox.unshift(...again);
    } else if (again.length > 1) {
      for (const mail of again) {
        await this.turn([mail]);
      }
    } else if (again[0] !== undefined) {
      this.giveUp(again[0], error);
    }
  }

  /** Forgets what the turn touched and returns all mail that has to be delivered again, in order. */
  private dropViews(turn: Turn, mails: readonly Mail[]): Mail[] {
    const again = new Set<Mail>();
    const touched = new Set([...turn.works.keys(), ...mails.map((mail) => mail.executionId)]);
    for (const executionId of touched) {
      turn.works.get(executionId)?.mails.forEach(({ mail }) => again.add(mail));
      this.live.drop(executionId).forEach((mail) => again.add(mail));
    }
    mails.forEach((mail) => again.add(mail));
    const redelivered = [...again].filter((mail) => mail.kind !== 'answered');
    const named = new Set(redelivered.map((mail) => mail.executionId));
    const others = [...touched].filter((executionId) => !named.has(executionId));
    return [
      ...redelivered,
      ...others.map((executionId) => ({ kind: 'reload', executionId }) as const),
    ];
  }

  /** Under a new name nothing is owned any more: what was held is somebody else's, or is claimed again with its mail. */
  private startOver(): void {
    const held = this.live.ids();
    const mails = held.flatMap((executionId) => this.live.drop(executionId));
    this.mailbox.push(...mails.filter((mail) => mail.kind !== 'answered'));
    if (mails.length > 0) {
      this.wake();
    }
  }

  private giveUp(mail: Mail, error: unknown): void {
    this.logger.error(
      `execution ${mail.executionId} cannot be advanced: ${String(error)}`,
      stackOf(error),
    );
    mail.done?.(error);
    const failedAlready = mail.kind === 'event' && mail.request.kind === 'ExecutorFailed';
    if (mail.kind !== 'new' && mail.kind !== 'reload' && !failedAlready) {
      this.later({
        kind: 'event',
        executionId: mail.executionId,
        request: { kind: 'ExecutorFailed', message: String(error) },
      });
    }
  }

  private async letGo(ids: readonly string[]): Promise<void> {
    await this.ports.pool.query(
      'update executions set owner = null where owner = $1 and id = any($2::text[])',
      [this.processId, ids],
    );
  }

  private timestamp(): string {
    return new Date(this.ports.now()).toISOString();
  }
}

/** A flow that can be read has tasks. */
function isUnreadable(flow: Flow): boolean {
  return flow.tasks.length === 0;
}

const UNREADABLE: ExecutionRequest = {
  kind: 'ExecutorFailed',
  message:
    'The flow of this execution can no longer be read: its document or a plugin it uses is gone',
};

export interface EventRowRead {
  readonly id: string;
  readonly executionId: string;
  readonly event: ExecutionEvent;
  readonly replyTo: string | null;
}

function subflowEnded(
  executionId: string,
  { taskRunId, iteration }: WaitingParent,
  state: StateType,
  given: SubflowOutputs,
  at: string,
): ExecutionEvent {
  return {
    kind: 'SubflowEnded',
    at,
    taskRunId,
    ...(iteration === undefined ? {} : { iteration }),
    executionId,
    state,
    ...given,
  };
}

function wantsChild(parent: LiveExecution | undefined, taskRunId: string): boolean {
  const taskRun = parent && findTaskRun(parent.view, taskRunId);
  return (
    parent !== undefined &&
    taskRun !== undefined &&
    isAlive(parent.view, taskRun) &&
    !isTerminated(taskRun.state.current)
  );
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
