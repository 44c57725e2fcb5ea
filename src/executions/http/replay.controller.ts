import { Controller, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { apiPath, ApiTags, UploadInterceptor } from '../../platform/http/index.js';
import { parseBreakpoints } from '../breakpoints.js';
import { ReplayExecution } from '../replay-execution.js';
import { RestartExecution } from '../restart-execution.js';
import { ReplayQuery, RestartQuery } from './execution.dto.js';
import { documentResponse } from './execution-response.js';
import type { ExecutionResponse } from './execution-response.js';
import { FormBody } from './form.js';
import { formInputs } from './form-inputs.js';
import type { Form } from './form-inputs.js';

@ApiTags('Executions')
@Controller(apiPath('executions'))
export class ReplayController {
  constructor(
    private readonly restartExecution: RestartExecution,
    private readonly replayExecution: ReplayExecution,
  ) {}

  /** Goes on where an execution failed; with a revision as a new execution. */
  @Post([':executionId/actions/restart', ':executionId/restart'])
  @HttpCode(200)
  async restartExecutionById(
    @Param('executionId') executionId: string,
    @Query() { revision }: RestartQuery,
  ): Promise<ExecutionResponse> {
    return documentResponse(await this.restartExecution.run(executionId, revision));
  }

  /** Runs an execution again as a new one, from one of its task runs or from scratch. */
  @Post([':executionId/actions/replay', ':executionId/replay'])
  @HttpCode(200)
  async replayExecutionById(
    @Param('executionId') executionId: string,
    @Query() { taskRunId, revision, breakpoints: places }: ReplayQuery,
  ): Promise<ExecutionResponse> {
    const breakpoints = parseBreakpoints(places);
    return documentResponse(
      await this.replayExecution.run(executionId, { taskRunId, revision, breakpoints }),
    );
  }

  /** The same with other inputs, the parts of the form. */
  @Post([':executionId/actions/replay-with-inputs', ':executionId/replay-with-inputs'])
  @HttpCode(200)
  @UseInterceptors(UploadInterceptor)
  async replayExecutionWithInputs(
    @Param('executionId') executionId: string,
    @Query() { taskRunId, revision, breakpoints: places }: ReplayQuery,
    @FormBody() form: Form,
  ): Promise<ExecutionResponse> {
    const inputs = (declared: Parameters<typeof formInputs>[1]): ReturnType<typeof formInputs> =>
      formInputs(form, declared);
    const breakpoints = parseBreakpoints(places);
    return documentResponse(
      await this.replayExecution.run(executionId, { taskRunId, revision, inputs, breakpoints }),
    );
  }
}
