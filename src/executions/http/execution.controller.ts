import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { NotFoundError } from '../../model/errors.js';
import type { Flow } from '../../model/flow.js';
import { FindFlow, SearchFlows } from '../../flows/index.js';
import { apiPath, ApiTags } from '../../platform/http/index.js';
import { DeleteExecution } from '../delete-execution.js';
import { ExecutionRepository } from '../store/execution.repository.js';
import { DeleteQuery, RevisionQuery } from './execution.dto.js';
import { documentResponse } from './execution-response.js';
import type { ExecutionResponse } from './execution-response.js';
import { toFlowForExecution } from './flow-for-execution.js';
import type { FlowForExecutionResponse } from './flow-for-execution.js';

@ApiTags('Executions')
@Controller(apiPath('executions'))
export class ExecutionController {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly flows: FindFlow,
    private readonly searchFlows: SearchFlows,
    private readonly deleteExecution: DeleteExecution,
  ) {}

  /** Namespaces that have flows to execute. */
  @Get('namespaces')
  listExecutableDistinctNamespaces(): Promise<string[]> {
    return this.searchFlows.namespaces();
  }

  /** Flows of a namespace that can be executed. */
  @Get('namespaces/:namespace/flows')
  async listFlowExecutionsByNamespace(
    @Param('namespace') namespace: string,
  ): Promise<FlowForExecutionResponse[]> {
    const { results } = await this.searchFlows.search([
      { field: 'namespace', operation: 'EQUALS', value: namespace },
    ]);
    return results.flatMap(({ row, flow }) =>
      flow && !row.disabled ? [toFlowForExecution(flow)] : [],
    );
  }

  /** What somebody who wants to run a flow may see of it. */
  @Get('flows/:namespace/:flowId')
  async getFlowForExecution(
    @Param('namespace') namespace: string,
    @Param('flowId') flowId: string,
    @Query() { revision }: RevisionQuery,
  ): Promise<FlowForExecutionResponse> {
    return toFlowForExecution(found((await this.flows.find(namespace, flowId, revision))?.flow));
  }

  /** The flow of an execution, in the revision that ran. */
  @Get(':executionId/flow')
  async getFlowFromExecution(
    @Param('executionId') executionId: string,
  ): Promise<FlowForExecutionResponse> {
    const { execution } = await this.executions.get(executionId);
    const { namespace, flowId, flowRevision } = execution;
    return toFlowForExecution(
      found(await this.flows.findRevision(namespace, flowId, flowRevision)),
    );
  }

  /** An execution with its task runs. */
  @Get(':executionId')
  async getExecution(@Param('executionId') executionId: string): Promise<ExecutionResponse> {
    return documentResponse(await this.executions.get(executionId));
  }

  /** Deletes an execution and, unless told otherwise, its logs, metrics and files. */
  @Delete(':executionId')
  @HttpCode(204)
  async deleteExecutionById(
    @Param('executionId') executionId: string,
    @Query() scope: DeleteQuery,
  ): Promise<void> {
    await this.deleteExecution.run(executionId, scope);
  }
}

function found(flow: Flow | undefined): Flow {
  if (!flow) {
    throw new NotFoundError();
  }
  return flow;
}
