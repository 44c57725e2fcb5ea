import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  clientGone,
  ExecutionUrls,
  toExecutionResponse,
  WatchExecution,
} from '../../executions/index.js';
import type { ExecutionResponse } from '../../executions/index.js';
import { ApiConsumes, ApiParameters, apiPath, ApiTags } from '../../platform/http/index.js';
import type { RawQuery } from '../../platform/http/index.js';
import { CallWebhook } from '../call-webhook.js';
import type { WebhookAnswer } from '../call-webhook.js';
import { listsOf, webhookBody } from '../webhook-body.js';

const ROUTES = [':namespace/:id/:key', ':namespace/:id/:key/*path'];

type Answer = Promise<ExecutionResponse | string | object | undefined>;

/** Starting a flow by an HTTP call; the key is all the authentication there is. */
@ApiTags('Executions')
@Controller(apiPath('executions/webhook'))
export class WebhookController {
  constructor(
    private readonly callWebhook: CallWebhook,
    private readonly watchExecution: WatchExecution,
    private readonly urls: ExecutionUrls,
  ) {}

  /** Starts an execution by a webhook trigger. */
  @Get(ROUTES)
  @ApiParameters()
  triggerExecutionByGetWebhook(
    @Param('namespace') namespace: string,
    @Param('id') flowId: string,
    @Param('key') key: string,
    @Query() query: RawQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Answer {
    return this.call(namespace, flowId, key, query, undefined, request, response);
  }

  /** Starts an execution by a webhook trigger; the body is `trigger.body`. */
  @Post(ROUTES)
  @HttpCode(200)
  @ApiConsumes('application/json', 'text/plain')
  @ApiParameters()
  triggerExecutionByPostWebhook(
    @Param('namespace') namespace: string,
    @Param('id') flowId: string,
    @Param('key') key: string,
    @Query() query: RawQuery,
    @Body() body: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Answer {
    return this.call(namespace, flowId, key, query, body, request, response);
  }

  /** Starts an execution by a webhook trigger; the body is `trigger.body`. */
  @Put(ROUTES)
  @ApiConsumes('application/json', 'text/plain')
  @ApiParameters()
  triggerExecutionByPutWebhook(
    @Param('namespace') namespace: string,
    @Param('id') flowId: string,
    @Param('key') key: string,
    @Query() query: RawQuery,
    @Body() body: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Answer {
    return this.call(namespace, flowId, key, query, body, request, response);
  }

  private async call(
    namespace: string,
    flowId: string,
    key: string,
    query: RawQuery,
    text: string | undefined,
    request: Request,
    response: Response,
  ): Answer {
    const body = typeof text === 'string' ? webhookBody(text) : undefined;
    const answer = await this.callWebhook.run({
      namespace,
      flowId,
      key,
      variables: {
        ...(body !== undefined && { body }),
        headers: listsOf(request.headers),
        parameters: listsOf(query),
      },
    });
    if (!answer) {
      response.status(204);
      return undefined;
    }
    return answer.trigger['wait'] === true
      ? this.answerOfEnded(answer, response)
      : toExecutionResponse(answer.execution, [], this.urls.of(answer.execution));
  }

  /** triggers.md §6: the trigger may want the end of the execution, or just its outputs, as the answer. */
  private async answerOfEnded({ trigger, execution }: WebhookAnswer, response: Response): Answer {
    const ended = await this.watchExecution.untilEnded(execution.id, clientGone(response));
    if (!ended) {
      return undefined;
    }
    if (trigger['responseContentType'] === 'text/plain') {
      response.type('text/plain');
    }
    return trigger['returnOutputs'] === true
      ? (ended.execution.outputs ?? {})
      : toExecutionResponse(ended.execution, ended.taskRuns, this.urls.of(ended.execution));
  }
}
