import { Logger } from '@nestjs/common';
import { recoveryOf } from '../../engine/index.js';
import { NotFoundError } from '../../model/errors.js';
import type { Flow } from '../../model/flow.js';
import { isTerminated } from '../../model/state.js';
import type { ExecutionRequest } from '../execution-gateway.js';
import { claimExecutions, findOwners } from '../store/execution-loader.js';
import type { LoadedExecution } from '../store/execution-loader.js';
import type { ExecutorPorts } from './executor-ports.js';
import { jobKey, type LiveExecution } from './live-execution.js';
import type { LiveExecutions } from './live-executions.js';
import type { DelayMail, EventMail, ReloadMail } from './mail.js';

/** An execution that only waits (paused, delayed) leaves the memory after so long. */
const IDLE_MS = 60_000;

/** Which executions are this process's own: claims them, lets go of them, passes on what is somebody else's. */
export class Ownership {
  private readonly logger = new Logger('Executor');
  private releasing: Promise<void> = Promise.resolve();

  constructor(
    private readonly ports: ExecutorPorts,
    private readonly live: LiveExecutions,
    /** Called for an execution that had ended when its owner went, so that its parent may not have been told. */
    private readonly tellParent: (live: LiveExecution) => void,
  ) {}

  /** Claims the executions; gives the mail that puts what was under way back on its feet. */
  async takeOver(executionIds: readonly string[]): Promise<EventMail[]> {
    await this.releasing;
    const { pool, processes } = this.ports;
    const mails: EventMail[] = [];
    for (const loaded of await claimExecutions(pool, processes.processId, executionIds)) {
      mails.push(...(await this.hold(loaded)));
    }
    return mails;
  }

  private async hold(loaded: LoadedExecution): Promise<EventMail[]> {
    const { execution } = loaded;
    const flow = await this.ports.flowOf(execution);
    const live = this.live.load(loaded, flow);
    for (const job of this.ports.jobs.heldOf(execution.id)) {
      live.localJobs.add(jobKey(job.taskRunId, job.attempt));
    }
    const recovery = recoveryOf(live.view, (taskRunId, attempt) => {
      const key = jobKey(taskRunId, attempt);
      return live.tableJobs.has(key) || live.localJobs.has(key);
    });
    if (recovery.length > 0) {
      this.logger.log(`took over execution ${execution.id}`);
    }
    if (loaded.isOrphan && isTerminated(execution.state.current)) {
      this.tellParent(live);
    }
    const requests = isUnreadable(flow) ? [UNREADABLE] : recovery;
    return requests.map((request) => ({ kind: 'event', executionId: execution.id, request }));
  }

  /** Mail for an execution that could not be claimed: it is somebody else's, or there is none. */
  async sendAway(mail: EventMail | DelayMail | ReloadMail): Promise<void> {
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

  /** Those whose work is only known here keep their owner: its end makes others take them over. */
  async releaseAll(): Promise<void> {
    const ids = this.live.releasable().map((live) => live.view.execution.id);
    this.live.clear();
    await this.letGo(ids);
  }

  private async letGo(ids: readonly string[]): Promise<void> {
    await this.ports.pool.query(
      'update executions set owner = null where owner = $1 and id = any($2::text[])',
      [this.ports.processes.processId, ids],
    );
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
