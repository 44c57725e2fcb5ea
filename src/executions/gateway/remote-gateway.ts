import { randomUUID } from 'node:crypto';
import type { Refusal } from '../../engine/decision.js';
import { IllegalArgumentError, IllegalStateError, NotFoundError } from '../../model/errors.js';
import type { Execution } from '../../model/execution.js';
import type { TaskRun } from '../../model/task-run.js';
import type { Database } from '../../platform/database/database.js';
import type { Outbox } from '../../queues/outbox.js';
import type { ProcessRegistry } from '../../queues/process-registry.js';
import {
  type ExecutionDocument,
  ExecutionGateway,
  type ExecutionRequest,
} from '../execution-gateway.js';
import { executionRow } from '../executor/turn-rows.js';
import { findOwners, takeAnswer } from '../store/execution-loader.js';
import { noWrites, type TurnWrites, turnStatement } from '../store/turn-writer.js';

/** An owner that does not answer for so long is gone; the request stays and is fulfilled by its successor. */
const ANSWER_TIMEOUT_MS = 30_000;

interface Answer {
  readonly replyTo: string;
  readonly refusal?: Refusal;
  /** A document waits in `execution_answers`. */
  readonly isShown?: boolean;
}

/** Where executions are held by other processes: requests travel through `execution_events`, answers by notification. */
export class RemoteGateway extends ExecutionGateway {
  private readonly waiting = new Map<string, (answer?: Answer) => void>();
  private unlisten: (() => void) | undefined;

  constructor(
    private readonly database: Database,
    private readonly processes: ProcessRegistry,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  async start(): Promise<void> {
    this.unlisten = await this.database.listen('answers', (payload) => this.receive(payload));
  }

  stop(): void {
    this.unlisten?.();
  }

  /** Nobody owns the new execution: an executor takes it with its first event. */
  async create(execution: Execution, taskRuns: readonly TaskRun[] = []): Promise<void> {
    const writes = noWrites();
    writes.created.push(executionRow(execution, null));
    taskRuns.forEach(({ outputs, ...document }, position) =>
      writes.taskRuns.push({
        execution_id: execution.id,
        id: document.id,
        position,
        task_id: document.taskId,
        state: document.state.current,
        document,
        outputs: outputs ?? null,
      }),
    );
    writes.events.push({ execution_id: execution.id, event: { kind: 'ExecutionCreated' } });
    writes.notifications.push({ channel: 'execution_events', payload: '' });
    while (!(await this.isCreated(writes))) {
      // A new name is all it takes: nobody owns what is about to be created.
    }
  }

  private async isCreated(writes: TurnWrites): Promise<boolean> {
    const { processId } = this.processes;
    const { rows } = await this.database.pool.query<{ alive: boolean }>(
      turnStatement(processId, writes),
    );
    if (rows[0]?.alive !== true) {
      await this.processes.startOver(processId);
      return false;
    }
    return true;
  }

  async send(
    executionId: string,
    request: ExecutionRequest,
  ): Promise<ExecutionDocument | undefined> {
    const owners = await findOwners(this.database.pool, [executionId]);
    if (!owners.has(executionId)) {
      throw new NotFoundError();
    }
    const replyTo = randomUUID();
    const answer = this.answerTo(replyTo);
    await this.outbox.write({
      events: [{ execution_id: executionId, event: request, reply_to: replyTo }],
    });
    const { refusal, isShown } = (await answer) ?? {};
    if (refusal !== undefined) {
      throw refusal.code === 'ILLEGAL_STATE'
        ? new IllegalStateError(refusal.message)
        : new IllegalArgumentError(refusal.message);
    }
    return isShown === true ? takeAnswer(this.database.pool, replyTo) : undefined;
  }

  private answerTo(replyTo: string): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const settle = (answer?: Answer): void => {
        clearTimeout(timer);
        this.waiting.delete(replyTo);
        resolve(answer);
      };
      const timer = setTimeout(() => settle(), ANSWER_TIMEOUT_MS);
      this.waiting.set(replyTo, settle);
    });
  }

  private receive(payload: string): void {
    if (payload !== '') {
      const answer = JSON.parse(payload) as Answer;
      this.waiting.get(answer.replyTo)?.(answer);
    }
  }
}
