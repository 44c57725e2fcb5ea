import { Injectable, Logger } from '@nestjs/common';
import { outputsOf, taskRunsOf, taskStatesOf } from '../engine/index.js';
import type { ListenerConditions } from '../executions/index.js';
import { conditionsHold } from '../plugins/index.js';
import { reasonOf } from './trigger-log.js';
import { TriggerRenderers } from './trigger-renderer.js';

/** Conditions of a flow's `listeners`, against the execution as it ended; one that fails does not hold (triggers.md §7). */
@Injectable()
export class EndedExecutionConditions implements ListenerConditions {
  private readonly logger = new Logger('Listeners');

  constructor(private readonly renderers: TriggerRenderers) {}

  async hold(
    ...[conditions, { flow, view }]: Parameters<ListenerConditions['hold']>
  ): Promise<boolean> {
    const { execution } = view;
    const renderer = this.renderers.ofExecution({
      flow,
      execution,
      outputs: outputsOf(view),
      tasks: taskStatesOf(view),
    });
    try {
      return await conditionsHold(conditions, {
        flow,
        execution,
        taskRuns: taskRunsOf(view),
        ...renderer,
      });
    } catch (error) {
      this.logger.warn(
        `a listener of ${flow.namespace}.${flow.id} cannot be decided: ${reasonOf(error)}`,
      );
      return false;
    }
  }
}
