import { Transform, Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsOptional, IsString } from 'class-validator';
import type { LegacyParameter } from '../../platform/http/index.js';

export const SORT_FIELDS = ['id', 'namespace'] as const;
export const LEGACY_FLOW_FILTERS: readonly LegacyParameter[] = [
  'q',
  'namespace',
  'labels',
  'scope',
];

/** `true` only for the word; absent keeps the default. */
const Flag = (): PropertyDecorator =>
  Transform(({ value }) => value === true || value === 'true' || value === '');

/** Which revision of a flow, and what of it. */
export class FlowQuery {
  /** The text as posted, too. */
  @Flag()
  @IsBoolean()
  source = false;

  /** The latest one without it. */
  @Type(() => Number)
  @IsOptional()
  @IsInt()
  revision?: number;

  @Flag()
  @IsBoolean()
  allowDeleted = false;
}

export class BulkQuery {
  /** Flows that the body does not name are deleted. */
  @Flag()
  @IsBoolean()
  delete = true;

  /** Every flow is moved to the namespace of the path. */
  @Flag()
  @IsBoolean()
  override = false;

  @Flag()
  @IsBoolean()
  allowNamespaceChild = false;

  @IsOptional()
  @IsString()
  namespace?: string;
}

export class SubflowQuery {
  /** uids of subflow nodes to show expanded, repeatable. */
  @Transform(({ value }) => [value as unknown].flat())
  @IsArray()
  subflows: string[] = [];

  @Type(() => Number)
  @IsOptional()
  @IsInt()
  revision?: number;
}

export class FlowIdRequest {
  @IsString()
  namespace!: string;

  @IsString()
  id!: string;
}

/** How many flows a bulk call changed. */
export class BulkResponse {
  count!: number;
}

export function isJson(contentType: string | undefined): boolean {
  return /\bjson\b/i.test(contentType ?? '');
}
