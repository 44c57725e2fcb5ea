import { Logger } from '@nestjs/common';
import { FencedError } from '../../queues/fenced-error.js';
import type { ExecutorPorts } from './executor-ports.js';
import type { LiveExecutions } from './live-executions.js';
import type { Mail } from './mail.js';
import type { Mailbox } from './mailbox.js';
import type { Turn } from './turn.js';

const RETRY_MS = 250;

/** A turn that did not commit. */
export interface LostTurn {
  readonly turn: Turn;
  readonly received: readonly Mail[];
  /** What taking executions over added; it comes again with the next take-over. */
  readonly recovery: readonly Mail[];
  readonly error: unknown;
}

/**
 * A turn that did not commit never happened: its views are dropped, and its mail is delivered again to views read anew.
 * What fails by itself even then fails its execution, or its caller; it is not tried a third time.
 */
export class Redelivery {
  private readonly logger = new Logger('Executor');

  constructor(
    private readonly ports: Pick<ExecutorPorts, 'processes' | 'isRetryable'>,
    private readonly live: LiveExecutions,
    private readonly mailbox: Mailbox,
    private readonly turn: (mails: readonly Mail[]) => Promise<void>,
  ) {}

  async recover(lost: LostTurn): Promise<void> {
    const { turn, received, error } = lost;
    const again = undo(lost, this.live);
    if (error instanceof FencedError) {
      await this.ports.processes.startOver(turn.processId);
    }
    if (error instanceof FencedError || this.ports.isRetryable(error)) {
      this.logger.warn(`turn not committed, trying again: ${String(error)}`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      this.mailbox.putBack(again);
    } else if (received.length > 1) {
      for (const mail of again) {
        await this.turn([mail]);
      }
    } else {
      const culprits = new Set(received.flatMap(originOf));
      this.mailbox.putBack(again.filter((mail) => !culprits.has(mail)));
      culprits.forEach((mail) => this.giveUp(mail, error));
    }
  }

  private giveUp(mail: Mail, error: unknown): void {
    const { executionId } = mail;
    this.logger.error(
      `execution ${executionId} cannot be advanced: ${String(error)}`,
      error instanceof Error ? error.stack : undefined,
    );
    mail.done?.(error);
    if (mail.kind !== 'new' && !isFailure(mail)) {
      const request = { kind: 'ExecutorFailed', message: String(error) } as const;
      this.mailbox.put({ kind: 'event', executionId, request });
    }
  }
}

/** Answers are for what led to the questions. */
function originOf(mail: Mail): readonly Mail[] {
  return mail.kind === 'answered' ? mail.work.mails.map((delivered) => delivered.mail) : [mail];
}

/** An execution that is to fail is not put back on its feet before: that may be what it fails of. */
export function isFailure(mail: Mail): boolean {
  return mail.kind === 'event' && mail.request.kind === 'ExecutorFailed';
}

/** The executions that have to be held for a mail, but for one that it brings itself. */
export function neededBy(mail: Mail): readonly string[] {
  if (mail.kind !== 'new') {
    return [mail.executionId];
  }
  return mail.startedFor === undefined ? [] : [mail.startedFor.executionId];
}

/**
 * Forgets the views that the turn touched and gives all mail that has to be delivered again, in order. Executions
 * without any are reloaded, so that they stay held.
 */
function undo({ turn, received, recovery }: LostTurn, live: LiveExecutions): Mail[] {
  const again = new Set<Mail>();
  const touched = new Set([
    ...turn.works.keys(),
    ...received.flatMap((mail) => [mail.executionId, ...neededBy(mail)]),
  ]);
  for (const executionId of touched) {
    turn.works.get(executionId)?.mails.forEach(({ mail }) => again.add(mail));
    live.drop(executionId).forEach((mail) => again.add(mail));
  }
  received.forEach((mail) => again.add(mail));
  recovery.forEach((mail) => again.delete(mail));
  const redelivered = [...again].filter((mail) => mail.kind !== 'answered');
  const named = new Set(redelivered.map((mail) => mail.executionId));
  const others = [...touched].filter((executionId) => !named.has(executionId));
  return [
    ...redelivered,
    ...others.map((executionId) => ({ kind: 'reload', executionId }) as const),
  ];
}

/** Under a new name nothing is owned any more: what was held is somebody else's, or is claimed again with its mail. */
export function dropAll(live: LiveExecutions): Mail[] {
  const mails = live.ids().flatMap((executionId) => live.drop(executionId));
  return mails.filter((mail) => mail.kind !== 'answered');
}
