import { databaseTimestamp } from '../platform/clock/database-clock.js';
import { Injectable } from '@nestjs/common';
import { replayOf } from '../engine/index.js';
import { FindFlow } from '../flows/index.js';
import { ControlExecution } from './control-execution.js';
import { ExecutionGateway } from './execution-gateway.js';
import type { ExecutionDocument } from './execution-gateway.js';
import { newExecutionId } from './execution-id.js';
import { OpenExecutions, refusalError } from './open-execution.js';

/** Going on with an execution that has ended (engine.md §17.1). */
@Injectable()
export class RestartExecution {
  constructor(
    private readonly openExecutions: OpenExecutions,
    private readonly flows: FindFlow,
    private readonly gateway: ExecutionGateway,
    private readonly control: ControlExecution,
  ) {}

  /** With a revision a new execution goes on in place of this one. */
  async run(executionId: string, revision?: number): Promise<ExecutionDocument> {
    if (revision === undefined) {
      return this.control.send(executionId, { kind: 'RestartRequested' });
    }
    const { view } = await this.openExecutions.open(executionId);
    const { namespace, flowId } = view.execution;
    const flow = await this.flows.findExecutable(namespace, flowId, revision);
    const at = databaseTimestamp();
    const copy = replayOf(view, { id: newExecutionId(), at, flow, restart: true });
    if ('code' in copy) {
      throw refusalError(copy);
    }
    await this.gateway.create(copy.execution, copy.taskRuns);
    return copy;
  }
}
