import { Inject, Injectable } from '@nestjs/common';
import {
  endBackfill,
  pauseBackfill,
  type Progress,
  recoverMissed,
  resumeBackfill,
  startBackfill,
} from '../engine/schedule/index.js';
import {
  DomainError,
  IllegalArgumentError,
  IllegalStateError,
  NotFoundError,
} from '../model/errors.js';
import type { Flow, TriggerDefinition } from '../model/flow.js';
import type { Label } from '../model/label.js';
import type { Backfill, TriggerRef, TriggerState } from '../model/trigger.js';
import { RUN_SERVICES } from '../run-context/index.js';
import type { RunServices } from '../run-context/index.js';
import { recoverModeOf, scheduleOf, type ScheduleTrigger } from './schedule/schedule-trigger.js';
import { FindTrigger, type FoundTrigger } from './find-trigger.js';
import { SeeFlows } from './see-flows.js';
import { TriggerRepository, type TriggerSelection } from './store/trigger.repository.js';
import { TriggerRenderers } from './trigger-renderer.js';

export interface RequestedBackfill {
  /** Instants. */
  readonly start: string;
  readonly end?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly labels?: readonly Label[];
}

/** What people do with triggers (triggers.md §2, §3.6). Unknown triggers: NotFoundError. */
@Injectable()
export class ManageTriggers {
  constructor(
    private readonly triggers: TriggerRepository,
    private readonly definitions: FindTrigger,
    private readonly seeFlows: SeeFlows,
    private readonly renderers: TriggerRenderers,
    @Inject(RUN_SERVICES) private readonly services: RunServices,
  ) {}

  /** Of a flow that was just saved too. */
  async get(ref: TriggerRef): Promise<TriggerState> {
    await this.seeFlows.ensure(ref.namespace, ref.flowId);
    const found = await this.triggers.find(ref);
    if (found === undefined) {
      throw unknown(ref);
    }
    return found;
  }

  async list(selection: TriggerSelection): Promise<readonly TriggerState[]> {
    return (await this.triggers.search(selection)).results;
  }

  /** Switched on again, a schedule treats the dates missed meanwhile as it declares. */
  async setDisabled(ref: TriggerRef, disabled: boolean): Promise<TriggerState> {
    const { state, definition } = await this.read(ref);
    const nextDate =
      state.disabled && !disabled && definition !== undefined
        ? await this.recovered(definition.flow, definition.trigger, state)
        : undefined;
    return this.modify(ref, (current) => ({
      ...current,
      disabled,
      ...(nextDate !== undefined && { nextDate }),
    }));
  }

  async createBackfill(ref: TriggerRef, requested: RequestedBackfill): Promise<TriggerState> {
    const { start, end = new Date().toISOString(), ...given } = requested;
    if (start > end) {
      throw new IllegalArgumentError('the start of a backfill must not be after its end');
    }
    const { dates, isList } = await this.scheduleOf(ref);
    const first = isList ? undefined : dates.next(Date.parse(start) - 1);
    return this.modify(ref, (state) => ({
      ...state,
      ...progressed(
        startBackfill(
          state,
          { ...given, start, end },
          first === undefined ? undefined : iso(first),
        ),
      ),
    }));
  }

  pauseBackfill(ref: TriggerRef): Promise<TriggerState> {
    return this.modifyBackfill(ref, pauseBackfill);
  }

  resumeBackfill(ref: TriggerRef): Promise<TriggerState> {
    return this.modifyBackfill(ref, resumeBackfill);
  }

  deleteBackfill(ref: TriggerRef): Promise<TriggerState> {
    return this.modifyBackfill(ref, endBackfill);
  }

  /** Throws IllegalStateError when it is not locked. */
  unlock(ref: TriggerRef): Promise<TriggerState> {
    return this.modify(ref, (state) => {
      if (!isLocked(state)) {
        throw new IllegalStateError('Trigger is not locked');
      }
      return { ...state, executionId: undefined, evaluatingSince: undefined, workerId: undefined };
    });
  }

  /** Gives the evaluation under way up and begins another one. */
  restart(ref: TriggerRef): Promise<TriggerState> {
    return this.modify(ref, (state) => ({
      ...state,
      evaluatingSince: undefined,
      workerId: undefined,
      ...(state.kind === 'POLLING' && { nextDate: iso(Date.now()) }),
    }));
  }

  async delete(ref: TriggerRef): Promise<void> {
    if (!(await this.triggers.delete(ref))) {
      throw unknown(ref);
    }
  }

  private modifyBackfill(
    ref: TriggerRef,
    change: (backfill: Backfill) => Progress,
  ): Promise<TriggerState> {
    return this.modify(ref, (state) => {
      if (state.backfill === undefined) {
        throw new DomainError('BAD_REQUEST', 'No backfill found');
      }
      return { ...state, ...progressed(change(state.backfill)) };
    });
  }

  private async modify(
    ref: TriggerRef,
    change: Parameters<TriggerRepository['modify']>[1],
  ): Promise<TriggerState> {
    const modified = await this.triggers.modify(ref, change);
    if (modified === undefined) {
      throw unknown(ref);
    }
    return modified;
  }

  private async recovered(
    flow: Flow,
    trigger: TriggerDefinition,
    state: TriggerState,
  ): Promise<string | undefined> {
    if (state.kind !== 'SCHEDULE' || state.nextDate === undefined || state.backfill !== undefined) {
      return undefined;
    }
    const now = Date.now();
    const { dates } = await scheduleOf(trigger, this.renderers.ofFlow(flow, {}), now);
    const mode = recoverModeOf(trigger, this.services.settings.pluginConfigurations[trigger.type]);
    const next = recoverMissed(mode, Date.parse(state.nextDate), now, dates);
    return next === undefined ? undefined : iso(next);
  }

  private async scheduleOf(ref: TriggerRef): Promise<ScheduleTrigger> {
    const { state, definition } = await this.read(ref);
    if (definition === undefined || state.kind !== 'SCHEDULE') {
      throw new IllegalArgumentError('only Schedule triggers have a backfill');
    }
    return scheduleOf(definition.trigger, this.renderers.ofFlow(definition.flow, {}), Date.now());
  }

  private async read(
    ref: TriggerRef,
  ): Promise<{ state: TriggerState; definition: FoundTrigger | undefined }> {
    const state = await this.get(ref);
    return { state, definition: await this.definitions.find(ref) };
  }
}

export function isLocked({ executionId, evaluatingSince }: TriggerState): boolean {
  return executionId !== undefined || evaluatingSince !== undefined;
}

/** Both members, so that what is absent now is cleared. */
function progressed({ backfill, nextDate }: Progress): {
  backfill: Backfill | undefined;
  nextDate: string | undefined;
} {
  return { backfill, nextDate };
}

function unknown({ namespace, flowId, triggerId }: TriggerRef): NotFoundError {
  return new NotFoundError(`Unable to find the trigger ${namespace}.${flowId}.${triggerId}`);
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
