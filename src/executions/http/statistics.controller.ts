import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { SearchFlows } from '../../flows/index.js';
import { formatDuration } from '../../model/duration.js';
import { instantText } from '../../model/instant.js';
import type { Filter } from '../../platform/database/filter-sql.js';
import { apiPath, ApiTags, parseInterval } from '../../platform/http/index.js';
import { ReadStatistics } from '../read-statistics.js';
import type { BucketStatistics, Period } from '../read-statistics.js';
import { ExecutionRepository } from '../store/execution.repository.js';
import { toExecutionResponse } from './execution-response.js';
import type { ExecutionResponse } from './execution-response.js';
import { FlowStatisticsRequest, LatestByFlowRequest, StatisticsRequest } from './statistics.dto.js';
import type {
  ExecutionStatisticsResponse,
  NamespaceStatisticsResponse,
  SummaryResponse,
} from './statistics.dto.js';

const DEFAULT_PERIOD_MS = 30 * 86_400_000;

/** Numbers over time for start pages (api.md §14). */
@ApiTags('Stats')
@Controller(apiPath('stats'))
export class StatisticsController {
  constructor(
    private readonly statistics: ReadStatistics,
    private readonly executions: ExecutionRepository,
    private readonly flows: SearchFlows,
  ) {}

  /** How many flows and triggers there are. */
  @Post('summary')
  @HttpCode(200)
  async statsSummary(@Body() { namespace }: StatisticsRequest): Promise<SummaryResponse> {
    const { results, total } = await this.flows.search(
      namespace === undefined
        ? []
        : [{ field: 'namespace', operation: 'PREFIX', value: namespace }],
    );
    return {
      flows: total,
      triggers: results.reduce((sum, { flow }) => sum + (flow?.triggers.length ?? 0), 0),
    };
  }

  /** Executions per unit of time. */
  @Post('executions/daily')
  @HttpCode(200)
  async dailyStatistics(
    @Body() request: StatisticsRequest,
  ): Promise<ExecutionStatisticsResponse[]> {
    return (await this.statistics.overTime(filtersOf(request), periodOf(request))).map(
      toStatistics,
    );
  }

  /** The same by namespace and flow; `*` stands for all flows of a namespace. */
  @Post('executions/daily/group-by-flow')
  @HttpCode(200)
  async dailyGroupByFlowStatistics(
    @Body() request: FlowStatisticsRequest,
  ): Promise<Record<string, Record<string, ExecutionStatisticsResponse[]>>> {
    const wanted = new Set(request.flows?.map(({ namespace, id }) => `${namespace} ${id}`));
    const groups = await this.statistics.overTimeBy(filtersOf(request), periodOf(request), (row) =>
      request.namespaceOnly === true ? `${row.namespace} *` : `${row.namespace} ${row.flowId}`,
    );
    const byNamespace: Record<string, Record<string, ExecutionStatisticsResponse[]>> = {};
    for (const [key, buckets] of groups) {
      const [namespace = '', flowId = ''] = key.split(' ');
      if (wanted.size === 0 || request.namespaceOnly === true || wanted.has(key)) {
        (byNamespace[namespace] ??= {})[flowId] = buckets.map(toStatistics);
      }
    }
    return byNamespace;
  }

  /** Executions by namespace and state. */
  @Post('executions/daily/group-by-namespace')
  @HttpCode(200)
  async dailyGroupByNamespaceStatistics(
    @Body() request: StatisticsRequest,
  ): Promise<Record<string, NamespaceStatisticsResponse>> {
    const groups = await this.statistics.byNamespace(filtersOf(request), periodOf(request));
    return Object.fromEntries(
      [...groups].map(([namespace, counts]) => [
        namespace,
        { counts, total: Object.values(counts).reduce((sum, count) => sum + count, 0) },
      ]),
    );
  }

  /** The newest execution of each flow. */
  @Post('executions/latest/group-by-flow')
  @HttpCode(200)
  async latestGroupByFlow(@Body() { flows }: LatestByFlowRequest): Promise<ExecutionResponse[]> {
    const refs = flows.map(({ namespace, id }) => ({ namespace, flowId: id }));
    const latest = await this.executions.listLatest(refs);
    return latest.map((execution) => toExecutionResponse(execution));
  }
}

function filtersOf({ q, scope, namespace, flowId, state }: StatisticsRequest): Filter[] {
  const filter = (field: string, operation: Filter['operation'], value: unknown): Filter[] =>
    value === undefined ? [] : [{ field, operation, value }];
  return [
    ...filter('q', 'EQUALS', q),
    ...filter('scope', 'IN', scope),
    ...filter('namespace', flowId === undefined ? 'PREFIX' : 'EQUALS', namespace),
    ...filter('flowId', 'EQUALS', flowId),
    ...filter('state', 'IN', state),
  ];
}

function periodOf({ startDate, endDate }: StatisticsRequest): Period {
  const now = Date.now();
  const period = parseInterval({ startDate, endDate }, now);
  const end = period.endDate ?? new Date(now).toISOString();
  return {
    startDate: period.startDate ?? instantText(Date.parse(end) - DEFAULT_PERIOD_MS),
    endDate: end,
  };
}

function toStatistics({
  startDate,
  groupBy,
  counts,
  duration,
}: BucketStatistics): ExecutionStatisticsResponse {
  const { min, avg, max, sum, count } = duration;
  const iso = (milliseconds: number): string => formatDuration(Math.round(milliseconds));
  return {
    startDate,
    duration: { min: iso(min), avg: iso(avg), max: iso(max), sum: iso(sum), count },
    executionCounts: counts,
    groupBy,
  };
}
