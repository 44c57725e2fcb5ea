import { Controller, Delete, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { apiPath, ApiTags, UploadInterceptor } from '../../platform/http/index.js';
import { ControlExecution } from '../control-execution.js';
import { ResumeExecution } from '../resume-execution.js';
import { KillQuery } from './execution.dto.js';
import { FormBody } from './form.js';
import { formInputs } from './form-inputs.js';
import type { Form } from './form-inputs.js';

/** Actions whose routes of 2024 answer without a body. */
@ApiTags('Executions')
@Controller(apiPath('executions'))
export class LegacyActionController {
  constructor(
    private readonly control: ControlExecution,
    private readonly resumeExecution: ResumeExecution,
  ) {}

  /** Asks for an execution to be killed. */
  @Delete(':executionId/kill')
  @HttpCode(202)
  async requestKill(
    @Param('executionId') executionId: string,
    @Query() { isOnKillCascade }: KillQuery,
  ): Promise<void> {
    await this.control.kill(executionId, isOnKillCascade);
  }

  /** Pauses a running execution. */
  @Post(':executionId/pause')
  @HttpCode(200)
  async requestPause(@Param('executionId') executionId: string): Promise<void> {
    await this.control.pause(executionId);
  }

  /** Resumes a paused execution; the parts of the form are the inputs it asked for. */
  @Post(':executionId/resume')
  @HttpCode(204)
  @UseInterceptors(UploadInterceptor)
  async requestResume(
    @Param('executionId') executionId: string,
    @FormBody() form: Form,
  ): Promise<void> {
    await this.resumeExecution.run(executionId, (declared) => formInputs(form, declared));
  }
}
