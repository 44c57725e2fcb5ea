import { Logger } from '@nestjs/common';
import {
  type Effect,
  type ExecutionEvent,
  type Question,
  replayExecutionId,
  replayOf,
} from '../../engine/index.js';
import type { Execution, WaitingParent } from '../../model/execution.js';
import type { Flow } from '../../model/flow.js';
import type { StateType } from '../../model/state.js';
import type { TaskRun } from '../../model/task-run.js';
import { FencedError } from '../../queues/fenced-error.js';
import type { Lane } from '../../queues/job-feed.js';
import type { TaskRunRecords } from '../../queues/worker-job.js';
import type { ExecutionDocument, ExecutionRequest } from '../execution-gateway.js';
import { turnStatement } from '../store/turn-writer.js';
import { type EventRowRead, EventRows } from './event-rows.js';
import type { LiveExecution } from './live-execution.js';
import type { ExecutorPorts } from './executor-ports.js';
import { isFinished, LiveExecutions } from './live-executions.js';
import type { EventMail, Mail, NewExecutionMail } from './mail.js';
import { Mailbox } from './mailbox.js';
import { Ownership } from './ownership.js';
import type { SubflowOutputs } from './answers.js';
import { type Answer, isPromise } from './questions.js';
import { afterCommit } from './after-commit.js';
import { announce } from './announce.js';
import { dropAll, isFailure, neededBy, Redelivery } from './redelivery.js';
import { subflowEnded, wantsChild } from './subflow-events.js';
import { Turn, type TurnHost } from './turn.js';
import type { Delivered, Work } from './work.js';

/**
 * Holds the executions this process owns in memory and advances them turn by turn (design §6): everything that came in
 * while the last commit was under way is decided together and written by one statement.
 */
export class Executor implements TurnHost {
  private readonly logger = new Logger('Executor');
  private readonly live: LiveExecutions;
  private readonly mailbox: Mailbox;
  private readonly rows: EventRows;
  private readonly ownership: Ownership;
  private readonly redelivery: Redelivery;

  constructor(private readonly ports: ExecutorPorts) {
    this.live = new LiveExecutions(
      () => ports.now(),
      (executionId, key) => this.later({ kind: 'delay', executionId, key }),
    );
    this.mailbox = new Mailbox((mails) => this.turn(mails));
    this.rows = new EventRows((mail) => this.later(mail));
    this.ownership = new Ownership(ports, this.live, (live) => this.tellParent(live));
    this.redelivery = new Redelivery(ports, this.live, this.mailbox, (mails) => this.turn(mails));
    ports.processes.onRegistered(() => this.mailbox.putBack(dropAll(this.live)));
  }

  get processId(): string {
    return this.ports.processes.processId;
  }

  start(): void {
    this.mailbox.start();
  }

  /**
   * Ends the turn under way and lets go of every execution that comes back with an event. Those whose work is only known
   * here keep their owner: its end makes others take them over.
   */
  async stop(): Promise<void> {
    await this.mailbox.stop();
    await this.ownership.releaseAll();
  }

  /** Resolves when the execution is durable. */
  async create(execution: Execution, flow: Flow, taskRuns: readonly TaskRun[] = []): Promise<void> {
    await this.mailbox.deliver((done) => ({
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
    await this.mailbox.deliver((done) => ({
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
    return this.mailbox.deliver((done) => ({
      kind: 'event',
      executionId,
      request,
      ...(records === undefined ? {} : { records }),
      done,
    }));
  }

  receiveRows(read: () => Promise<readonly EventRowRead[]>): Promise<void> {
    return this.rows.receive(read);
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

  releaseIdle(): Promise<void> {
    return this.ownership.releaseIdle();
  }

  later(mail: Mail): void {
    this.mailbox.put(mail);
  }

  answer(live: LiveExecution, question: Question, at: string): Answer {
    return this.ports.answer(live, question, at);
  }

  takesLocally(workerGroup: string | undefined, taskType: string): boolean {
    return this.ports.jobs.takesLocally(workerGroup, taskType);
  }

  laneOf(taskType: string): Lane {
    return this.ports.jobs.laneOf(taskType);
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

  private async turn(received: readonly Mail[]): Promise<void> {
    let recovery: readonly Mail[] = [];
    const turn = new Turn(this.timestamp(), this.processId, this);
    try {
      // What was lost is made good first: the other mail may ask for what is asked for again.
      recovery = await this.takeOverFor(received);
      for (const mail of [...recovery, ...received]) {
        this.handle(mail, turn);
      }
      if (turn.finish()) {
        await this.commit(turn);
      }
    } catch (error) {
      await this.redelivery.recover({ turn, received, recovery, error });
      return;
    }
    afterCommit(turn, this.live, this.ports);
  }

  /** Holds every execution that the mail is about; gives the mail that puts what was under way back on its feet. */
  private async takeOverFor(mails: readonly Mail[]): Promise<readonly Mail[]> {
    const absent = new Set<string>();
    for (const mail of mails) {
      for (const id of neededBy(mail)) {
        if (!this.live.has(id)) {
          absent.add(id);
        }
      }
    }
    if (absent.size === 0) {
      return [];
    }
    const failing = new Set(mails.filter(isFailure).map((mail) => mail.executionId));
    const recovery = await this.ownership.takeOver([...absent]);
    return recovery.filter((mail) => !failing.has(mail.executionId));
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
    letGoOfFinished(live, turn);
    if (mail.kind === 'answered') {
      this.handleAnswered(mail, live, turn);
    } else if (live === undefined) {
      void this.ownership.sendAway(mail);
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
    if (this.live.has(mail.executionId)) {
      mail.done?.();
      return;
    }
    const parent = mail.startedFor && this.live.get(mail.startedFor.executionId);
    if (mail.startedFor !== undefined && !wantsChild(parent, mail.startedFor.taskRunId)) {
      letGoOfFinished(parent, turn);
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
      this.tellLater(work.live, parent, state, given);
      return;
    }
    const event = subflowEnded(work.live.view.execution, parent, state, given, turn.at);
    const live = this.live.get(parent.executionId);
    if (live === undefined || live.parked !== undefined) {
      turn.writes.events.push({ execution_id: parent.executionId, event });
    } else {
      this.advance(turn, live, undefined, event);
    }
  }

  /** After a crash: the outputs are what the execution gives now. */
  private tellParent(live: LiveExecution): void {
    const { waitingParent, state } = live.view.execution;
    if (waitingParent !== undefined && state.current !== 'RETRIED') {
      this.tellLater(live, waitingParent, state.current, this.ports.subflowOutputs(live));
    }
  }

  /** Until then the execution keeps its owner: after a crash that is how one sees that the parent was not told. */
  private tellLater(
    live: LiveExecution,
    parent: WaitingParent,
    state: StateType,
    outputs: SubflowOutputs | Promise<SubflowOutputs>,
  ): void {
    const child = live.view.execution;
    const done = this.beginChore(live);
    void Promise.resolve(outputs)
      .then((given) => subflowEnded(child, parent, state, given, this.timestamp()))
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

  private timestamp(): string {
    return new Date(this.ports.now()).toISOString();
  }
}

/** Whatever the mail says: what was taken over after its end is let go again. */
function letGoOfFinished(live: LiveExecution | undefined, turn: Turn): void {
  if (live !== undefined && isFinished(live)) {
    turn.workOf(live);
  }
}
