import { Controller, HttpCode, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import type { Response } from 'express';
import { IllegalArgumentError } from '../../model/errors.js';
import { parseInstant } from '../../model/instant.js';
import { apiPath, ApiTags, parseLabels, UploadInterceptor } from '../../platform/http/index.js';
import { parseBreakpoints } from '../breakpoints.js';
import { CreateExecution } from '../create-execution.js';
import { ValidateInputs } from '../validate-inputs.js';
import { WatchExecution } from '../watch-execution.js';
import { clientGone } from './client-gone.js';
import { CreateExecutionQuery } from './execution.dto.js';
import { toExecutionResponse } from './execution-response.js';
import type { ExecutionResponse } from './execution-response.js';
import { ExecutionUrls } from './execution-url.js';
import { FormBody } from './form.js';
import { formInputs } from './form-inputs.js';
import type { Form } from './form-inputs.js';
import { toInputReport } from './input-report-response.js';
import type { InputReportResponse } from './input-report-response.js';

@ApiTags('Executions')
@Controller(apiPath('executions'))
@UseInterceptors(UploadInterceptor)
export class CreateExecutionController {
  constructor(
    private readonly createExecution: CreateExecution,
    private readonly validateInputs: ValidateInputs,
    private readonly watchExecution: WatchExecution,
    private readonly urls: ExecutionUrls,
  ) {}

  /** Validates the inputs of a new execution without creating it. */
  @Post(':namespace/:id/validate')
  @HttpCode(200)
  async validateNewExecutionInputs(
    @Param('namespace') namespace: string,
    @Param('id') flowId: string,
    @Query() query: CreateExecutionQuery,
    @FormBody() form: Form,
  ): Promise<InputReportResponse> {
    const report = await this.validateInputs.run(namespace, flowId, query.revision, (declared) =>
      formInputs(form, declared),
    );
    return toInputReport(report);
  }

  /** Creates an execution; deprecated twin of `POST executions/{namespace}/{id}`. */
  @Post('trigger/:namespace/:id')
  @HttpCode(200)
  triggerExecution(
    @Param('namespace') namespace: string,
    @Param('id') flowId: string,
    @Query() query: CreateExecutionQuery,
    @FormBody() form: Form,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ExecutionResponse | undefined> {
    return this.createNewExecution(namespace, flowId, query, form, response);
  }

  /** Creates an execution of a flow; the parts of the form are its inputs. */
  @Post(':namespace/:id')
  @HttpCode(200)
  async createNewExecution(
    @Param('namespace') namespace: string,
    @Param('id') flowId: string,
    @Query() query: CreateExecutionQuery,
    @FormBody() form: Form,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ExecutionResponse | undefined> {
    const created = await this.createExecution.run(namespace, flowId, query.revision, {
      inputs: (declared) => formInputs(form, declared),
      labels: parseLabels(query.labels ?? form.fields['labels']),
      scheduleDate: instantOf(query.scheduleDate),
      kind: query.kind,
      breakpoints: parseBreakpoints(query.breakpoints),
    });
    const url = this.urls.of(created);
    if (!query.wait) {
      return toExecutionResponse(created, [], url);
    }
    const ended = await this.watchExecution.untilEnded(created.id, clientGone(response));
    return ended && toExecutionResponse(ended.execution, ended.taskRuns, url);
  }
}

function instantOf(text: string | undefined): string | undefined {
  if (text === undefined) {
    return undefined;
  }
  const time = parseInstant(text);
  if (time === undefined) {
    throw new IllegalArgumentError(
      `\`${text}\` is not an ISO-8601 date with a zone such as 2024-12-03T10:15:30+01:00`,
    );
  }
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
