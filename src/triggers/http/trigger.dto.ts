import 'reflect-metadata';
import { Transform, Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  ValidateNested,
} from 'class-validator';

/** Which trigger. */
export class TriggerRefRequest {
  @IsString()
  @IsNotEmpty()
  namespace!: string;

  @IsString()
  @IsNotEmpty()
  flowId!: string;

  @IsString()
  @IsNotEmpty()
  triggerId!: string;
}

export class BackfillRequest {
  /** ISO-8601 date with offset. */
  @IsString()
  start!: string;

  /** Now when absent. */
  @IsOptional()
  @IsString()
  end?: string;

  @IsOptional()
  @IsObject()
  inputs?: Record<string, unknown>;

  /** A map, or a list of `key` and `value`. */
  @IsOptional()
  labels?: unknown;
}

/** A whole trigger as clients of 2024 send it; only `disabled` and `backfill` are taken. */
export class TriggerUpdateRequest extends TriggerRefRequest {
  @IsOptional()
  @IsBoolean()
  disabled?: boolean;

  @IsOptional()
  @ValidateNested()
  @Type(() => BackfillRequest)
  backfill?: BackfillRequest;
}

export class SetDisabledRequest extends TriggerRefRequest {
  @IsBoolean()
  disabled!: boolean;
}

export class CreateBackfillRequest extends TriggerRefRequest {
  @ValidateNested()
  @Type(() => BackfillRequest)
  backfill!: BackfillRequest;
}

export class SetDisabledBulkRequest {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => TriggerRefRequest)
  triggers!: TriggerRefRequest[];

  @IsBoolean()
  disabled!: boolean;
}

export class SetDisabledQuery {
  @Transform(({ value }) => value !== 'false' && value !== false)
  @IsBoolean()
  disabled = true;
}

class FilterRequest {
  @IsString()
  field!: string;

  @IsString()
  operation!: string;

  @IsOptional()
  value?: unknown;
}

export class FiltersRequest {
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => FilterRequest)
  filters?: FilterRequest[];
}
