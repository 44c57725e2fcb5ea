import { Injectable } from '@nestjs/common';
import { IllegalArgumentError } from '../model/errors.js';
import { isTerminated } from '../model/state.js';
import type { StateType } from '../model/state.js';
import { ExecutionGateway } from './execution-gateway.js';

/**
 * The verbs that are one request to the owner of the execution, which decides whether its state allows them (engine.md
 * §16, §17). All throw NotFoundError for an unknown execution.
 */
@Injectable()
export class ControlExecution {
  constructor(private readonly gateway: ExecutionGateway) {}

  /** `cascade`: executions started by this one are killed too. */
  kill(executionId: string, cascade: boolean): Promise<void> {
    return this.gateway.send(executionId, { kind: 'KillRequested', cascade });
  }

  pause(executionId: string): Promise<void> {
    return this.gateway.send(executionId, { kind: 'PauseRequested' });
  }

  forceRun(executionId: string): Promise<void> {
    return this.gateway.send(executionId, { kind: 'ForceRunRequested' });
  }

  unqueue(executionId: string, state?: StateType): Promise<void> {
    return this.gateway.send(executionId, { kind: 'UnqueueRequested', ...(state && { state }) });
  }

  async changeStatus(executionId: string, state: StateType): Promise<void> {
    if (!isTerminated(state)) {
      throw new IllegalArgumentError(
        `You can only change the state of an execution to a terminal state, not to ${state}`,
      );
    }
    await this.gateway.send(executionId, { kind: 'StatusForced', state });
  }
}
