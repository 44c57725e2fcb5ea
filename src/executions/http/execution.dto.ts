import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Min,
} from 'class-validator';
import { STATE_TYPES } from '../../model/state.js';
import type { StateType } from '../../model/state.js';

const toBoolean = ({ value }: { value: unknown }): unknown =>
  value === undefined ? undefined : value === true || value === 'true' || value === '';
const toInteger = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;

/** A query parameter that is a flag. */
const Flag = (): PropertyDecorator => applyDecorators(Transform(toBoolean), IsBoolean());
/** A query parameter that is a revision of a flow, if it is there. */
const Revision = (): PropertyDecorator =>
  applyDecorators(Transform(toInteger), IsOptional(), IsInt(), Min(1));

export class CreateExecutionQuery {
  /** Answer when the execution has ended. */
  @Flag()
  wait = false;

  /** Revision of the flow to run; the latest by default. */
  @Revision()
  revision?: number;

  /** ISO-8601 date with a zone until which the execution stays CREATED. */
  @IsOptional()
  @IsString()
  scheduleDate?: string;

  /** Labels `key:value`, repeatable. */
  @IsOptional()
  labels?: string | string[];

  @IsOptional()
  @IsIn(['NORMAL', 'TEST', 'PLAYGROUND', 'LOOP'])
  kind?: 'NORMAL' | 'TEST' | 'PLAYGROUND' | 'LOOP';

  /** Places before which the execution stops: `taskId` or `taskId.value`, comma separated. */
  @IsOptional()
  @IsString()
  breakpoints?: string;
}

export class ReplayQuery {
  /** The task run to begin with; from scratch by default. */
  @IsOptional()
  @IsString()
  taskRunId?: string;

  /** Revision of the flow to run; the one that ran by default. */
  @Revision()
  revision?: number;

  /** As at a creation; those of the original are not taken over. */
  @IsOptional()
  @IsString()
  breakpoints?: string;
}

export class BreakpointQuery {
  /** In place of those the execution has. */
  @IsOptional()
  @IsString()
  breakpoints?: string;
}

export class KillQuery {
  /** Kill the executions that this one started as well. */
  @Flag()
  isOnKillCascade = true;
}

export class DeleteQuery {
  @Flag()
  includeNonTerminated = false;

  @Flag()
  deleteLogs = true;

  @Flag()
  deleteMetrics = true;

  @Flag()
  deleteStorage = true;
}

export class TaskRunStateRequest {
  @IsString()
  taskRunId!: string;

  @IsIn(STATE_TYPES)
  state!: StateType;
}

export class StatusQuery {
  // Without it 400 and not 422: `required` sees to that.
  @IsOptional()
  @IsIn(STATE_TYPES)
  status!: StateType;
}

/** One label to set; nulls are refused with 422. */
export class LabelRequest {
  key!: string | null;
  value!: string | null;
}

export class LabelsByIdsRequest {
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  executionsId!: string[];

  @IsArray()
  executionLabels!: LabelRequest[];
}

/** One body for both eras (api.md §2.4). */
export class ExecutionBulkResponse {
  count!: number;
  operationId!: string;
  totalItems!: number;
}

export class EvalResponse {
  result?: string;
  error?: string;
  stackTrace?: string;
}

export class FlowRefRequest {
  @IsString()
  namespace!: string;

  @IsString()
  id!: string;
}

export class LatestExecutionResponse {
  id!: string;
  flowId!: string;
  namespace!: string;
  startDate!: string;
  status!: StateType;
}

export class RestartQuery {
  /** Go on with this revision of the flow, as a new execution. */
  @Revision()
  revision?: number;
}

export class UnqueueQuery {
  /** State the execution gets instead of RUNNING. */
  @IsOptional()
  @IsIn(STATE_TYPES)
  state?: StateType;
}

export class RevisionQuery {
  /** The latest by default. */
  @Revision()
  revision?: number;
}

export class BulkStatusQuery {
  // As in StatusQuery.
  @IsOptional()
  @IsIn(STATE_TYPES)
  newStatus!: StateType;
}

/** Of executions that a search finds: `state` belongs to the search. */
export class BulkUnqueueByQueryQuery {
  @IsOptional()
  @IsIn(STATE_TYPES)
  newState?: StateType;
}

export class BulkUnqueueQuery extends BulkUnqueueByQueryQuery {
  @IsOptional()
  @IsIn(STATE_TYPES)
  state?: StateType;
}

export class BulkReplayQuery {
  /** Run the latest revision of the flow instead of the one that ran. */
  @Flag()
  latestRevision = false;
}

export class RenderRequest {
  @IsArray()
  @IsString({ each: true })
  expressions!: string[];

  /** The execution whose variables the expressions see. */
  @IsOptional()
  @IsString()
  executionId?: string;

  @IsOptional()
  @IsString()
  namespace?: string;

  @IsOptional()
  @IsString()
  flowId?: string;

  /** YAML of a flow, in place of its name. */
  @IsOptional()
  @IsString()
  flow?: string;
}

export class RenderResponse {
  /** By expression. */
  rendered!: Record<string, string>;
  /** Of the expressions that failed. */
  errors?: Record<string, string>;
}
