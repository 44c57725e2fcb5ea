import {
  Body,
  Controller,
  Delete,
  HttpCode,
  Param,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import {
  ApiConsumes,
  apiPath,
  ApiTags,
  required,
  UploadInterceptor,
} from '../../platform/http/index.js';
import { parseBreakpoints } from '../breakpoints.js';
import { ControlExecution } from '../control-execution.js';
import { EvaluateExpression } from '../evaluate-expression.js';
import { ResumeExecution } from '../resume-execution.js';
import { SetLabels } from '../set-labels.js';
import { ExecutionRepository } from '../store/execution.repository.js';
import {
  BreakpointQuery,
  EvalResponse,
  KillQuery,
  LabelRequest,
  StatusQuery,
  TaskRunStateRequest,
  UnqueueQuery,
} from './execution.dto.js';
import { documentResponse } from './execution-response.js';
import type { ExecutionResponse } from './execution-response.js';
import { FormBody } from './form.js';
import { formInputs } from './form-inputs.js';
import type { Form } from './form-inputs.js';
import { toInputReport } from './input-report-response.js';
import type { InputReportResponse } from './input-report-response.js';

/**
 * Acting on one execution, with the routes of 2026 (`actions/…`, always 200 with the execution) and those of 2024 where
 * they answer the same. The others are in LegacyActionController.
 */
@ApiTags('Executions')
@Controller(apiPath('executions'))
export class ActionController {
  constructor(
    private readonly control: ControlExecution,
    private readonly resumeExecution: ResumeExecution,
    private readonly setLabels: SetLabels,
    private readonly evaluateExpression: EvaluateExpression,
    private readonly executions: ExecutionRepository,
  ) {}

  /** Kills an execution. */
  @Delete(':executionId/actions/kill')
  async killExecution(
    @Param('executionId') executionId: string,
    @Query() { isOnKillCascade }: KillQuery,
  ): Promise<ExecutionResponse> {
    return documentResponse(await this.control.kill(executionId, isOnKillCascade));
  }

  /** Pauses a running execution. */
  @Post(':executionId/actions/pause')
  @HttpCode(200)
  async pauseExecution(@Param('executionId') executionId: string): Promise<ExecutionResponse> {
    return documentResponse(await this.control.pause(executionId));
  }

  /** Resumes a paused execution; the parts of the form are the inputs it asked for. */
  @Post(':executionId/actions/resume')
  @HttpCode(200)
  @UseInterceptors(UploadInterceptor)
  async resumeExecutionById(
    @Param('executionId') executionId: string,
    @FormBody() form: Form,
  ): Promise<ExecutionResponse> {
    await this.resumeExecution.run(executionId, (declared) => formInputs(form, declared));
    return documentResponse(await this.executions.get(executionId));
  }

  /** Validates the inputs of a resume without resuming. */
  @Post([':executionId/actions/resume/validate', ':executionId/resume/validate'])
  @HttpCode(200)
  @UseInterceptors(UploadInterceptor)
  async validateResumeExecutionInputs(
    @Param('executionId') executionId: string,
    @FormBody() form: Form,
  ): Promise<InputReportResponse> {
    const report = await this.resumeExecution.validate(executionId, (declared) =>
      formInputs(form, declared),
    );
    return toInputReport(report);
  }

  /** Goes on where a breakpoint suspended the execution. */
  @Post([':executionId/actions/resume-from-breakpoint', ':executionId/resume-from-breakpoint'])
  @HttpCode(200)
  async resumeExecutionFromBreakpoint(
    @Param('executionId') executionId: string,
    @Query() { breakpoints }: BreakpointQuery,
  ): Promise<ExecutionResponse> {
    const places = parseBreakpoints(breakpoints);
    return documentResponse(await this.control.resumeFromBreakpoint(executionId, places));
  }

  /** Runs an execution that waits, whatever it waits for. */
  @Post([':executionId/actions/force-run', ':executionId/force-run'])
  @HttpCode(200)
  async forceRunExecution(@Param('executionId') executionId: string): Promise<ExecutionResponse> {
    return documentResponse(await this.control.forceRun(executionId));
  }

  /** Takes an execution out of the queue of its concurrency limit. */
  @Post([':executionId/actions/unqueue', ':executionId/unqueue'])
  @HttpCode(200)
  async unqueueExecution(
    @Param('executionId') executionId: string,
    @Query() { state }: UnqueueQuery,
  ): Promise<ExecutionResponse> {
    return documentResponse(await this.control.unqueue(executionId, state));
  }

  /** Gives one task run a state; the execution goes on from there. */
  @Post([':executionId/actions/state', ':executionId/state'])
  @HttpCode(200)
  async updateTaskRunState(
    @Param('executionId') executionId: string,
    @Body() { taskRunId, state }: TaskRunStateRequest,
  ): Promise<ExecutionResponse> {
    return documentResponse(await this.control.changeTaskRunState(executionId, taskRunId, state));
  }

  /** Gives an execution that has ended another final state. */
  @Post([':executionId/actions/change-status', ':executionId/change-status'])
  @HttpCode(200)
  async updateExecutionStatus(
    @Param('executionId') executionId: string,
    @Query() { status }: StatusQuery,
  ): Promise<ExecutionResponse> {
    const state = required(status, 'status');
    return documentResponse(await this.control.changeStatus(executionId, state));
  }

  /** Adds or replaces labels of an execution that has ended. */
  @Post([':executionId/actions/labels', ':executionId/labels'])
  @HttpCode(200)
  async setLabelsOnTerminatedExecution(
    @Param('executionId') executionId: string,
    @Body() labels: LabelRequest[],
  ): Promise<ExecutionResponse> {
    await this.setLabels.run(executionId, labels);
    return documentResponse(await this.executions.get(executionId));
  }

  /** Evaluates an expression in the context of an execution. */
  @Post(':executionId/actions/eval')
  @HttpCode(200)
  @ApiConsumes('text/plain')
  evalExpression(
    @Param('executionId') executionId: string,
    @Body() expression: string,
  ): Promise<EvalResponse> {
    return this.evaluateExpression.run(executionId, expression);
  }

  /** Evaluates an expression in the context of a task run. */
  @Post([':executionId/actions/eval/:taskRunId', ':executionId/eval/:taskRunId'])
  @HttpCode(200)
  @ApiConsumes('text/plain')
  evalTaskRunExpression(
    @Param('executionId') executionId: string,
    @Param('taskRunId') taskRunId: string,
    @Body() expression: string,
  ): Promise<EvalResponse> {
    return this.evaluateExpression.run(executionId, expression, taskRunId);
  }
}
