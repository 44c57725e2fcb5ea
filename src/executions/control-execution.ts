import { Injectable } from '@nestjs/common';
import { IllegalArgumentError } from '../model/errors.js';
import type { Execution } from '../model/execution.js';
import { isTerminated } from '../model/state.js';
import type { StateType } from '../model/state.js';
import { ExecutionGateway } from './execution-gateway.js';
import type { ExecutionDocument, ExecutionRequest } from './execution-gateway.js';
import { ExecutionRepository } from './store/execution.repository.js';

/**
 * The verbs that are one request to the owner of the execution, which decides whether its state allows them (engine.md
 * §16, §17). They answer the execution as the request left it and throw NotFoundError for an unknown one.
 */
@Injectable()
export class ControlExecution {
  constructor(
    private readonly gateway: ExecutionGateway,
    private readonly executions: ExecutionRepository,
  ) {}

  /** `cascade`: executions started by this one are killed too. */
  kill(executionId: string, cascade: boolean): Promise<ExecutionDocument> {
    return this.send(executionId, { kind: 'KillRequested', cascade });
  }

  pause(executionId: string): Promise<ExecutionDocument> {
    return this.send(executionId, { kind: 'PauseRequested' });
  }

  forceRun(executionId: string): Promise<ExecutionDocument> {
    return this.send(executionId, { kind: 'ForceRunRequested' });
  }

  unqueue(executionId: string, state?: StateType): Promise<ExecutionDocument> {
    return this.send(executionId, { kind: 'UnqueueRequested', ...(state && { state }) });
  }

  /** `breakpoints`: in place of those the execution has. */
  resumeFromBreakpoint(
    executionId: string,
    breakpoints: Execution['breakpoints'],
  ): Promise<ExecutionDocument> {
    return this.send(executionId, {
      kind: 'ResumeFromBreakpointRequested',
      ...(breakpoints && { breakpoints }),
    });
  }

  /** Gives one task run a state; the execution goes on from there. */
  changeTaskRunState(
    executionId: string,
    taskRunId: string,
    state: StateType,
  ): Promise<ExecutionDocument> {
    return this.send(executionId, { kind: 'TaskRunStateForced', taskRunId, state });
  }

  async changeStatus(executionId: string, state: StateType): Promise<ExecutionDocument> {
    if (!isTerminated(state)) {
      throw new IllegalArgumentError(
        `You can only change the state of an execution to a terminal state, not to ${state}`,
      );
    }
    return this.send(executionId, { kind: 'StatusForced', state });
  }

  async send(executionId: string, request: ExecutionRequest): Promise<ExecutionDocument> {
    return (await this.gateway.send(executionId, request)) ?? this.executions.get(executionId);
  }
}
