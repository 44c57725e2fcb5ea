import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiParameters, apiPath, ApiTags } from '../../platform/http/index.js';
import type { RawQuery } from '../../platform/http/index.js';
import { BulkActions } from '../bulk-actions.js';
import { ReplayExecution } from '../replay-execution.js';
import { RestartExecution } from '../restart-execution.js';
import { ResumeExecution } from '../resume-execution.js';
import { SearchExecutions } from '../search-executions.js';
import { bulkResponse } from './bulk-response.js';
import { BulkReplayQuery, ExecutionBulkResponse } from './execution.dto.js';
import { bulkSelection, EXECUTION_PARAMETERS } from './execution-query.js';

type Answer = Promise<ExecutionBulkResponse>;

/** Restart, replay and resume of many executions (api.md §5.6). */
@ApiTags('Executions')
@Controller(apiPath('executions'))
export class BulkReplayController {
  constructor(
    private readonly bulk: BulkActions,
    private readonly search: SearchExecutions,
    private readonly restartExecution: RestartExecution,
    private readonly replayExecution: ReplayExecution,
    private readonly resumeExecution: ResumeExecution,
  ) {}

  /** Restarts failed executions. */
  @Post('restart/by-ids')
  @HttpCode(200)
  async restartExecutionsByIds(@Body() ids: string[]): Answer {
    return bulkResponse(
      await this.bulk.run('restart', ids, ({ id }) => this.restartExecution.run(id)),
    );
  }

  /** Restarts the failed executions that a search finds. */
  @Post('restart/by-query')
  @HttpCode(200)
  @ApiParameters(...EXECUTION_PARAMETERS)
  async restartExecutionsByQuery(@Query() query: RawQuery): Answer {
    return this.restartExecutionsByIds(await this.idsOf(query));
  }

  /** Replays executions from scratch. */
  @Post('replay/by-ids')
  @HttpCode(200)
  async replayExecutionsByIds(
    @Body() ids: string[],
    @Query() { latestRevision }: BulkReplayQuery,
  ): Answer {
    return bulkResponse(
      await this.bulk.run('replay', ids, (execution) =>
        latestRevision
          ? this.replayExecution.runLatest(execution)
          : this.replayExecution.run(execution.id),
      ),
    );
  }

  /** Replays the executions that a search finds. */
  @Post('replay/by-query')
  @HttpCode(200)
  @ApiParameters(...EXECUTION_PARAMETERS)
  async replayExecutionsByQuery(
    @Query() query: RawQuery,
    @Query() options: BulkReplayQuery,
  ): Answer {
    return this.replayExecutionsByIds(await this.idsOf(query), options);
  }

  /** Resumes paused executions, without inputs. */
  @Post('resume/by-ids')
  @HttpCode(200)
  async resumeExecutionsByIds(@Body() ids: string[]): Answer {
    return bulkResponse(
      await this.bulk.run('resume', ids, ({ id }) => this.resumeExecution.run(id)),
    );
  }

  /** Resumes the paused executions that a search finds. */
  @Post('resume/by-query')
  @HttpCode(200)
  @ApiParameters(...EXECUTION_PARAMETERS)
  async resumeExecutionsByQuery(@Query() query: RawQuery): Answer {
    return this.resumeExecutionsByIds(await this.idsOf(query));
  }

  private idsOf(query: RawQuery): Promise<string[]> {
    return this.search.ids(bulkSelection(query));
  }
}
