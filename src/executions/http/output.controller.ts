import { Controller, Get, Param } from '@nestjs/common';
import { NotFoundError } from '../../model/errors.js';
import { apiPath, ApiTags } from '../../platform/http/index.js';
import { ExecutionRepository } from '../store/execution.repository.js';

export class TaskOutputInfoResponse {
  taskRunId!: string;
  taskId!: string;
  value?: string;
  /** Names of the outputs. */
  keys!: string[];
}

/** Outputs of task runs by themselves (api.md §5.7). */
@ApiTags('Outputs')
@Controller(apiPath('outputs'))
export class OutputController {
  constructor(private readonly executions: ExecutionRepository) {}

  /** Which outputs the task runs of an execution have. */
  @Get(':executionId')
  async listOutputs(@Param('executionId') executionId: string): Promise<TaskOutputInfoResponse[]> {
    const { taskRuns } = await this.executions.get(executionId);
    return taskRuns.map(({ id, taskId, value, outputs }) => ({
      taskRunId: id,
      taskId,
      value,
      keys: Object.keys(outputs ?? {}),
    }));
  }

  /** The outputs of one task run. */
  @Get(':executionId/:taskRunId')
  async getOutputs(
    @Param('executionId') executionId: string,
    @Param('taskRunId') taskRunId: string,
  ): Promise<unknown> {
    const { taskRuns } = await this.executions.get(executionId);
    const taskRun = taskRuns.find(({ id }) => id === taskRunId);
    if (!taskRun) {
      throw new NotFoundError();
    }
    return taskRun.outputs ?? {};
  }
}
