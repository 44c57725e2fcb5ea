import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { apiPath, ApiProduces, ApiTags, EventStream } from '../../platform/http/index.js';
import type { ExecutionDocument } from '../execution-gateway.js';
import { WatchExecution } from '../watch-execution.js';
import { toExecutionResponse } from './execution-response.js';
import { clientGone } from './client-gone.js';

@ApiTags('Executions')
@Controller(apiPath('executions'))
export class FollowExecutionController {
  constructor(private readonly watchExecution: WatchExecution) {}

  /** Follows an execution with server-sent events until it has ended. */
  @Get(':executionId/follow')
  @ApiProduces('text/event-stream')
  async followExecution(
    @Param('executionId') executionId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.stream(executionId, response, ({ execution, taskRuns }) =>
      toExecutionResponse(execution, taskRuns),
    );
  }

  /** Follows the states of an execution and of those it is linked with. */
  @Get(':executionId/follow-dependencies')
  @ApiProduces('text/event-stream')
  async followDependenciesExecutions(
    @Param('executionId') executionId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.stream(executionId, response, ({ execution }) => {
      const { id, tenantId, namespace, flowId, state } = toExecutionResponse(execution);
      return { executionId: id, tenantId, namespace, flowId, state };
    });
  }

  /** The stream opens with the first event, so that an unknown execution is an ordinary 404. */
  private async stream(
    executionId: string,
    response: Response,
    dataOf: (document: ExecutionDocument) => unknown,
  ): Promise<void> {
    let stream: EventStream | undefined;
    for await (const { phase, document } of this.watchExecution.follow(
      executionId,
      clientGone(response),
    )) {
      stream ??= new EventStream(response);
      await stream.send(dataOf(document), phase);
    }
    stream?.end();
  }
}
