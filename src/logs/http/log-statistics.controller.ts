import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { instantText } from '../../model/instant.js';
import type { Filter } from '../../platform/database/filter-sql.js';
import { apiPath, ApiTags, parseInterval } from '../../platform/http/index.js';
import { LOG_LEVELS } from '../../model/task.js';
import type { LogLevel } from '../../model/task.js';
import { bucketUnit, filledBuckets } from '../metric-buckets.js';
import { LogRepository } from '../store/log.repository.js';

const DEFAULT_PERIOD_MS = 30 * 86_400_000;

/** Everything may be left out; the last 30 days then. */
export class LogStatisticsRequest {
  @IsOptional()
  @IsString()
  q?: string;

  @IsOptional()
  @IsString()
  namespace?: string;

  @IsOptional()
  @IsString()
  flowId?: string;

  @IsOptional()
  @IsIn(LOG_LEVELS)
  logLevel?: LogLevel;

  @IsOptional()
  @IsString()
  startDate?: string;

  @IsOptional()
  @IsString()
  endDate?: string;
}

export class LogStatisticsResponse {
  timestamp!: string;
  /** By level; every level is there. */
  counts!: Record<string, number>;
  groupBy!: string;
}

@ApiTags('Stats')
@Controller(apiPath('stats/logs'))
export class LogStatisticsController {
  constructor(private readonly logs: LogRepository) {}

  /** Log lines per unit of time (api.md §14). */
  @Post('daily')
  @HttpCode(200)
  async logsDailyStatistics(
    @Body() request: LogStatisticsRequest,
  ): Promise<LogStatisticsResponse[]> {
    const { startDate, endDate } = periodOf(request);
    const unit = bucketUnit(startDate, endDate);
    const found = await this.logs.countByBucket(filtersOf(request, startDate, endDate), unit);
    return filledBuckets([], startDate, endDate, unit).map(({ date }) => ({
      timestamp: date,
      counts: Object.fromEntries(
        LOG_LEVELS.map((level) => [
          level,
          found.find((row) => row.bucket === date && row.level === level)?.count ?? 0,
        ]),
      ),
      groupBy: unit,
    }));
  }
}

function periodOf(request: LogStatisticsRequest): { startDate: string; endDate: string } {
  const now = Date.now();
  const { startDate, endDate = new Date(now).toISOString() } = parseInterval(
    { startDate: request.startDate, endDate: request.endDate },
    now,
  );
  return {
    startDate: startDate ?? instantText(Date.parse(endDate) - DEFAULT_PERIOD_MS),
    endDate,
  };
}

function filtersOf(
  { q, namespace, flowId, logLevel }: LogStatisticsRequest,
  start: string,
  end: string,
): Filter[] {
  const filter = (field: string, operation: Filter['operation'], value: unknown): Filter[] =>
    value === undefined ? [] : [{ field, operation, value }];
  return [
    ...filter('q', 'EQUALS', q),
    ...filter('namespace', flowId === undefined ? 'PREFIX' : 'EQUALS', namespace),
    ...filter('flowId', 'EQUALS', flowId),
    ...filter('level', 'GREATER_THAN_OR_EQUAL_TO', logLevel),
    ...filter('startDate', 'GREATER_THAN_OR_EQUAL_TO', start),
    ...filter('endDate', 'LESS_THAN_OR_EQUAL_TO', end),
  ];
}
