import { Controller, Get, Param, Query } from '@nestjs/common';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { instantText } from '../../model/instant.js';
import type { MetricEntry } from '../../model/log-entry.js';
import {
  apiPath,
  ApiTags,
  PageQuery,
  parseInterval,
  parseSort,
} from '../../platform/http/index.js';
import type { PagedResults } from '../../platform/http/index.js';
import { AGGREGATIONS, bucketUnit, filledBuckets } from '../metric-buckets.js';
import type { Aggregation, BucketUnit } from '../metric-buckets.js';
import { MetricRepository } from '../store/metric.repository.js';
import type { MetricsOf } from '../store/metric.repository.js';

const SORT_FIELDS = [
  'namespace',
  'flowId',
  'taskId',
  'executionId',
  'taskrunId',
  'name',
  'timestamp',
  'value',
] as const;
const DEFAULT_SPAN_MS = 30 * 24 * 3_600_000;

export class MetricQuery extends PageQuery {
  @IsOptional()
  @IsString()
  taskRunId?: string;

  @IsOptional()
  @IsString()
  taskId?: string;
}

export class AggregationQuery {
  /** Default: 30 days before the end. */
  @IsOptional()
  @IsString()
  startDate?: string;

  /** Default: now. */
  @IsOptional()
  @IsString()
  endDate?: string;

  @IsIn(AGGREGATIONS)
  aggregation: Aggregation = 'sum';
}

export class AggregationResponse {
  groupBy!: BucketUnit;
  /** One per unit of time, zeros included. */
  aggregations!: { name: string; value: number; date: string }[];
}

/** Metrics of task runs (api.md §8). */
@ApiTags('Metrics')
@Controller(apiPath('metrics'))
export class MetricController {
  constructor(private readonly metrics: MetricRepository) {}

  @Get('names/:namespace/:flowId')
  listMetricNames(
    @Param('namespace') namespace: string,
    @Param('flowId') flowId: string,
  ): Promise<string[]> {
    return this.metrics.distinct({ namespace, flowId }, 'name');
  }

  @Get('names/:namespace/:flowId/:taskId')
  listMetricNamesOfTask(
    @Param('namespace') namespace: string,
    @Param('flowId') flowId: string,
    @Param('taskId') taskId: string,
  ): Promise<string[]> {
    return this.metrics.distinct({ namespace, flowId, taskId }, 'name');
  }

  @Get('tasks/:namespace/:flowId')
  listTasksWithMetrics(
    @Param('namespace') namespace: string,
    @Param('flowId') flowId: string,
  ): Promise<string[]> {
    return this.metrics.distinct({ namespace, flowId }, 'task_id');
  }

  @Get('aggregates/:namespace/:flowId/:metric')
  aggregateMetrics(
    @Param('namespace') namespace: string,
    @Param('flowId') flowId: string,
    @Param('metric') metric: string,
    @Query() query: AggregationQuery,
  ): Promise<AggregationResponse> {
    return this.aggregate({ namespace, flowId }, metric, query);
  }

  @Get('aggregates/:namespace/:flowId/:taskId/:metric')
  aggregateMetricsOfTask(
    @Param('namespace') namespace: string,
    @Param('flowId') flowId: string,
    @Param('taskId') taskId: string,
    @Param('metric') metric: string,
    @Query() query: AggregationQuery,
  ): Promise<AggregationResponse> {
    return this.aggregate({ namespace, flowId, taskId }, metric, query);
  }

  @Get(':executionId')
  searchMetricsOfExecution(
    @Param('executionId') executionId: string,
    @Query() query: MetricQuery,
  ): Promise<PagedResults<MetricEntry>> {
    return this.metrics.ofExecution(executionId, {
      ...query,
      sort: parseSort(query.sort, SORT_FIELDS),
    });
  }

  private async aggregate(
    of: MetricsOf,
    name: string,
    query: AggregationQuery,
  ): Promise<AggregationResponse> {
    const now = Date.now();
    const given = parseInterval({ startDate: query.startDate, endDate: query.endDate }, now);
    const endDate = given.endDate ?? new Date(now).toISOString();
    const startDate = given.startDate ?? instantText(Date.parse(endDate) - DEFAULT_SPAN_MS);
    parseInterval({ startDate, endDate }, now);
    const unit = bucketUnit(startDate, endDate);
    const found = await this.metrics.aggregate(
      { ...of, name, startDate, endDate },
      query.aggregation,
      unit,
    );
    const aggregations = filledBuckets(found, startDate, endDate, unit).map((bucket) => ({
      name,
      ...bucket,
    }));
    return { groupBy: unit, aggregations };
  }
}
