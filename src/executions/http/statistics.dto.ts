import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsOptional, IsString, ValidateNested } from 'class-validator';
import { STATE_TYPES } from '../../model/state.js';
import type { StateType } from '../../model/state.js';
import { FlowRefRequest } from './execution.dto.js';

/** Everything may be left out; the last 30 days then. */
export class StatisticsRequest {
  @IsOptional()
  @IsString()
  q?: string;

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  scope?: string[];

  /** The namespace and its children; only itself together with a flow. */
  @IsOptional()
  @IsString()
  namespace?: string;

  @IsOptional()
  @IsString()
  flowId?: string;

  @IsOptional()
  @IsString()
  startDate?: string;

  @IsOptional()
  @IsString()
  endDate?: string;

  @IsOptional()
  @IsArray()
  @IsIn(STATE_TYPES, { each: true })
  state?: StateType[];
}

export class FlowStatisticsRequest extends StatisticsRequest {
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => FlowRefRequest)
  flows?: FlowRefRequest[];

  /** One group per namespace instead of one per flow. */
  @IsOptional()
  @IsBoolean()
  namespaceOnly?: boolean;
}

export class LatestByFlowRequest {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => FlowRefRequest)
  flows!: FlowRefRequest[];
}

export class DurationStatisticsResponse {
  /** ISO-8601, like the others but `count`. */
  min!: string;
  avg!: string;
  max!: string;
  sum!: string;
  count!: number;
}

export class ExecutionStatisticsResponse {
  startDate!: string;
  duration!: DurationStatisticsResponse;
  /** By state. */
  executionCounts!: Record<string, number>;
  groupBy!: string;
}

export class NamespaceStatisticsResponse {
  counts!: Record<string, number>;
  total!: number;
}

export class SummaryResponse {
  flows!: number;
  triggers!: number;
}
