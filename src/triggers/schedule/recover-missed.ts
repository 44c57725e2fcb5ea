import { Injectable } from '@nestjs/common';
import { recoverMissed } from '../../engine/schedule/index.js';
import { FindTrigger } from '../find-trigger.js';
import { DueTriggers, type MissedTrigger, type Settlement } from '../store/due-triggers.js';
import { TriggerRenderers } from '../trigger-renderer.js';
import { scheduleOf } from './schedule-trigger.js';

const BATCH = 500;

/** Dates that passed while no scheduler evaluated (triggers.md §3.4). */
@Injectable()
export class RecoverMissed {
  constructor(
    private readonly due: DueTriggers,
    private readonly triggers: FindTrigger,
    private readonly renderers: TriggerRenderers,
  ) {}

  /** Once when a process begins to evaluate. A trigger that makes up for every date just stays due. */
  async run(): Promise<void> {
    const now = Date.now();
    const missed = await this.due.missed(new Date(now).toISOString());
    for (let from = 0; from < missed.length; from += BATCH) {
      const batch = missed.slice(from, from + BATCH).map((one) => this.recovered(one, now));
      await this.due.settle((await Promise.all(batch)).filter((one) => one !== undefined));
    }
  }

  private async recovered(
    { state, version, recover }: MissedTrigger,
    now: number,
  ): Promise<Settlement | undefined> {
    const { namespace, flowId, triggerId, nextDate = '' } = state;
    const found = await this.triggers.findActive(state);
    if (found === undefined) {
      return undefined;
    }
    const { flow, trigger } = found;
    const { dates } = await scheduleOf(trigger, this.renderers.ofFlow(flow, {}), now);
    const next = recoverMissed(recover, Date.parse(nextDate), now, dates);
    return {
      namespace,
      flowId,
      triggerId,
      version,
      ...(next !== undefined && { nextDate: new Date(next).toISOString() }),
      locks: false,
      logs: [],
    };
  }
}
