import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';
import { PageQuery } from '../../platform/http/index.js';

export class DashboardQuery extends PageQuery {
  /** Words that id and title must hold. */
  @IsOptional()
  @IsString()
  q?: string;
}

/** A condition as `filters[field][OPERATION]=value` writes it (api.md §3). */
export class ChartFilterRequest {
  @IsString()
  field!: string;

  @IsOptional()
  @IsString()
  operation?: string;

  @IsOptional()
  value?: unknown;
}

/** What of its data a chart shows. */
export class ChartDataRequest {
  /** Default: `timeWindow.default` of the dashboard before the end. */
  @IsOptional()
  @IsString()
  startDate?: string;

  /** Default: now. */
  @IsOptional()
  @IsString()
  endDate?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  pageNumber?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  pageSize?: number;

  /** The namespace and its children. */
  @IsOptional()
  @IsString()
  namespace?: string;

  /** They take the place of what the chart says of the same field; fields that its data do not have are ignored. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ChartFilterRequest)
  filters?: ChartFilterRequest[];
}

export class ChartPreviewRequest {
  /** The chart as YAML. */
  @IsString()
  chart!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => ChartDataRequest)
  globalFilter?: ChartDataRequest;
}

export class TimeWindowResponse {
  /** ISO-8601 durations. */
  default!: string;
  max!: string;
}

export class DashboardResponse {
  tenantId!: string;
  id!: string;
  title!: string;
  description?: string;
  timeWindow!: TimeWindowResponse;
  /** As declared. */
  charts!: Record<string, unknown>[];
  deleted!: boolean;
  created!: string;
  updated!: string;
  /** The text as posted. */
  sourceCode!: string;
}

/** api.md §4.10. */
export class DashboardValidationResponse {
  index!: number;
  /** Absent: valid. One `path: message` per line. */
  constraints?: string;
  outdated!: boolean;
  deprecationPaths!: string[];
  warnings!: string[];
  infos!: string[];
}
