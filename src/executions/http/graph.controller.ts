import { Controller, Get, Param, Query } from '@nestjs/common';
import { DrawFlow, FindFlow } from '../../flows/index.js';
import type { FlowGraph, RunLookup } from '../../flows/index.js';
import { NotFoundError } from '../../model/errors.js';
import type { TaskRun } from '../../model/task-run.js';
import { apiPath, ApiTags, many } from '../../platform/http/index.js';
import { ExecutionRepository } from '../store/execution.repository.js';

@ApiTags('Executions')
@Controller(apiPath('executions'))
export class ExecutionGraphController {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly flows: FindFlow,
    private readonly drawFlow: DrawFlow,
  ) {}

  /** The flow of an execution as a graph with its task runs; subflows in place where asked for. */
  @Get(':executionId/graph')
  async getExecutionFlowGraph(
    @Param('executionId') executionId: string,
    @Query('subflows') subflows?: string | string[],
  ): Promise<FlowGraph> {
    const { execution, taskRuns } = await this.executions.get(executionId);
    const { namespace, flowId, flowRevision } = execution;
    const flow = await this.flows.find(namespace, flowId, flowRevision);
    if (!flow) {
      throw new NotFoundError(`Unable to find flow ${namespace}_${flowId}`);
    }
    return this.drawFlow.run(flow, many(subflows), byTask(taskRuns));
  }
}

function byTask(taskRuns: readonly TaskRun[]): RunLookup {
  const found = new Map<string, TaskRun[]>();
  for (const { outputs: _outputs, memo: _memo, ...taskRun } of taskRuns) {
    const key = keyOf(taskRun.taskId, taskRun.parentTaskRunId);
    const siblings = found.get(key) ?? [];
    found.set(key, siblings);
    siblings.push(taskRun);
  }
  return (taskId, parentTaskRunId) => found.get(keyOf(taskId, parentTaskRunId)) ?? [];
}

function keyOf(taskId: string, parentTaskRunId: string | undefined): string {
  return `${parentTaskRunId ?? ''}/${taskId}`;
}
