import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Filter } from '../../platform/database/filter-sql.js';
import {
  ApiParameters,
  apiPath,
  ApiProduces,
  ApiTags,
  offsetOf,
  PageQuery,
  parseSort,
  required,
} from '../../platform/http/index.js';
import type { RawQuery } from '../../platform/http/index.js';
import { SearchExecutions } from '../search-executions.js';
import type { ExecutionSelection } from '../search-executions.js';
import { ExecutionRepository, SORT_FIELDS } from '../store/execution.repository.js';
import { csvHeader, csvLine } from './csv.js';
import { FlowRefRequest, LatestExecutionResponse } from './execution.dto.js';
import { EXECUTION_PARAMETERS, executionSelection } from './execution-query.js';
import { toExecutionResponse } from './execution-response.js';
import type { ExecutionResponse } from './execution-response.js';

export class ExecutionPageResponse {
  results!: ExecutionResponse[];
  total!: number;
}

@ApiTags('Executions')
@Controller(apiPath('executions'))
export class SearchExecutionController {
  constructor(
    private readonly searchExecutions: SearchExecutions,
    private readonly executions: ExecutionRepository,
  ) {}

  /** Searches executions; newest first unless sorted. */
  @Get('search')
  @ApiParameters(...EXECUTION_PARAMETERS)
  searchAllExecutions(
    @Query() query: RawQuery,
    @Query() page: PageQuery,
  ): Promise<ExecutionPageResponse> {
    return this.pageOf(executionSelection(query), page);
  }

  /** Executions of one flow. */
  @Get()
  searchExecutionsByFlowId(
    @Query() { namespace, flowId }: RawQuery,
    @Query() page: PageQuery,
  ): Promise<ExecutionPageResponse> {
    const filters: Filter[] = [
      { field: 'namespace', operation: 'EQUALS', value: required(namespace, 'namespace') },
      { field: 'flowId', operation: 'EQUALS', value: required(flowId, 'flowId') },
    ];
    return this.pageOf({ filters }, page);
  }

  /** Distinct values of a field of the executions that match. */
  @Get('distinct-field-values')
  @ApiParameters('field', 'limit', ...EXECUTION_PARAMETERS)
  listDistinctFieldValues(@Query() query: RawQuery): Promise<string[]> {
    const field = String(required(query['field'], 'field'));
    const limit = Number(query['size'] ?? 100);
    return this.searchExecutions.distinct(field, executionSelection(query), limit);
  }

  /** All executions that match as CSV. */
  @Get('export/by-query/csv')
  @ApiProduces('text/csv')
  @ApiParameters(...EXECUTION_PARAMETERS)
  async exportExecutions(@Query() query: RawQuery, @Res() response: Response): Promise<void> {
    const executions = this.searchExecutions.stream(executionSelection(query));
    // What is wrong with the search shows when it is asked, which must be before the answer begins.
    let next = await executions.next();
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', 'attachment; filename=executions.csv');
    response.write(csvHeader());
    for (; next.done !== true && !response.destroyed; next = await executions.next()) {
      if (!response.write(csvLine(next.value))) {
        await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
      }
    }
    response.end();
  }

  /** The newest execution of each of the given flows. */
  @Post('latest')
  @HttpCode(200)
  async latestExecutions(@Body() flows: FlowRefRequest[]): Promise<LatestExecutionResponse[]> {
    const refs = flows.map(({ namespace, id }) => ({ namespace, flowId: id }));
    const latest = await this.executions.listLatest(refs);
    return latest.map(({ id, flowId, namespace, state, metadata }) => ({
      id,
      flowId,
      namespace,
      startDate: state.histories[0]?.date ?? metadata.originalCreatedDate,
      status: state.current,
    }));
  }

  private async pageOf(
    selection: ExecutionSelection,
    page: PageQuery,
  ): Promise<ExecutionPageResponse> {
    const { results, total } = await this.searchExecutions.page(
      selection,
      { limit: page.size, offset: offsetOf(page) },
      parseSort(page.sort, SORT_FIELDS),
    );
    return {
      results: results.map(({ execution, taskRuns }) => toExecutionResponse(execution, taskRuns)),
      total,
    };
  }
}
