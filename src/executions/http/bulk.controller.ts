import { Body, Controller, Delete, HttpCode, Post, Query } from '@nestjs/common';
import type { StateType } from '../../model/state.js';
import { ApiParameters, apiPath, ApiTags, required } from '../../platform/http/index.js';
import type { RawQuery } from '../../platform/http/index.js';
import { BulkActions } from '../bulk-actions.js';
import { ControlExecution } from '../control-execution.js';
import { DeleteExecution } from '../delete-execution.js';
import { SearchExecutions } from '../search-executions.js';
import { SetLabels } from '../set-labels.js';
import { labelsToSet } from '../labels.js';
import { bulkResponse } from './bulk-response.js';
import {
  BulkStatusQuery,
  BulkUnqueueByQueryQuery,
  BulkUnqueueQuery,
  DeleteQuery,
  ExecutionBulkResponse,
  LabelRequest,
  LabelsByIdsRequest,
} from './execution.dto.js';
import { bulkSelection, EXECUTION_PARAMETERS } from './execution-query.js';

type Answer = Promise<ExecutionBulkResponse>;

/** One call about many executions, named by their ids or by a search (api.md §5.6). */
@ApiTags('Executions')
@Controller(apiPath('executions'))
export class BulkController {
  constructor(
    private readonly bulk: BulkActions,
    private readonly search: SearchExecutions,
    private readonly control: ControlExecution,
    private readonly deleteExecution: DeleteExecution,
    private readonly setLabels: SetLabels,
  ) {}

  /** Deletes executions. */
  @Delete('by-ids')
  async deleteExecutionsByIds(@Body() ids: string[], @Query() scope: DeleteQuery): Answer {
    const action = scope.includeNonTerminated ? 'deleteAny' : 'delete';
    return bulkResponse(
      await this.bulk.run(action, ids, (execution) =>
        this.deleteExecution.delete(execution, scope),
      ),
    );
  }

  /** Deletes the executions that a search finds. */
  @Delete('by-query')
  @ApiParameters(...EXECUTION_PARAMETERS)
  async deleteExecutionsByQuery(@Query() query: RawQuery, @Query() scope: DeleteQuery): Answer {
    return this.deleteExecutionsByIds(await this.idsOf(query), scope);
  }

  /** Kills executions. */
  @Delete('kill/by-ids')
  async killExecutionsByIds(@Body() ids: string[]): Answer {
    return bulkResponse(await this.bulk.run('kill', ids, ({ id }) => this.control.kill(id, false)));
  }

  /** Kills the executions that a search finds. */
  @Delete('kill/by-query')
  @ApiParameters(...EXECUTION_PARAMETERS)
  async killExecutionsByQuery(@Query() query: RawQuery): Answer {
    return this.killExecutionsByIds(await this.idsOf(query));
  }

  /** Pauses executions. */
  @Post('pause/by-ids')
  @HttpCode(200)
  async pauseExecutionsByIds(@Body() ids: string[]): Answer {
    return bulkResponse(await this.bulk.run('pause', ids, ({ id }) => this.control.pause(id)));
  }

  /** Pauses the executions that a search finds. */
  @Post('pause/by-query')
  @HttpCode(200)
  @ApiParameters(...EXECUTION_PARAMETERS)
  async pauseExecutionsByQuery(@Query() query: RawQuery): Answer {
    return this.pauseExecutionsByIds(await this.idsOf(query));
  }

  /** Runs executions that wait. */
  @Post('force-run/by-ids')
  @HttpCode(200)
  async forceRunByIds(@Body() ids: string[]): Answer {
    return bulkResponse(
      await this.bulk.run('forceRun', ids, ({ id }) => this.control.forceRun(id)),
    );
  }

  /** Runs the waiting executions that a search finds. */
  @Post('force-run/by-query')
  @HttpCode(200)
  @ApiParameters(...EXECUTION_PARAMETERS)
  async forceRunExecutionsByQuery(@Query() query: RawQuery): Answer {
    return this.forceRunByIds(await this.idsOf(query));
  }

  /** Takes executions out of the queue. */
  @Post('unqueue/by-ids')
  @HttpCode(200)
  async unqueueExecutionsByIds(@Body() ids: string[], @Query() query: BulkUnqueueQuery): Answer {
    return this.unqueue(ids, query.state ?? query.newState);
  }

  /** Takes the executions that a search finds out of the queue. */
  @Post('unqueue/by-query')
  @HttpCode(200)
  @ApiParameters(...EXECUTION_PARAMETERS)
  async unqueueExecutionsByQuery(
    @Query() query: RawQuery,
    @Query() { newState }: BulkUnqueueByQueryQuery,
  ): Answer {
    return this.unqueue(await this.idsOf(query), newState);
  }

  /** Gives executions that have ended another final state. */
  @Post('change-status/by-ids')
  @HttpCode(200)
  async updateExecutionsStatusByIds(
    @Body() ids: string[],
    @Query() { newStatus }: BulkStatusQuery,
  ): Answer {
    const state = required(newStatus, 'newStatus');
    return bulkResponse(
      await this.bulk.run('changeStatus', ids, ({ id }) => this.control.changeStatus(id, state)),
    );
  }

  /** Gives the executions that a search finds another final state. */
  @Post('change-status/by-query')
  @HttpCode(200)
  @ApiParameters(...EXECUTION_PARAMETERS)
  async updateExecutionsStatusByQuery(
    @Query() query: RawQuery,
    @Query() status: BulkStatusQuery,
  ): Answer {
    return this.updateExecutionsStatusByIds(await this.idsOf(query), status);
  }

  /** Adds or replaces labels of executions that have ended. */
  @Post('labels/by-ids')
  @HttpCode(200)
  async setLabelsOnTerminatedExecutionsByIds(
    @Body() { executionsId, executionLabels }: LabelsByIdsRequest,
  ): Answer {
    labelsToSet(executionLabels, []);
    return bulkResponse(
      await this.bulk.run('labels', executionsId, ({ id }) =>
        this.setLabels.run(id, executionLabels),
      ),
    );
  }

  /** Adds or replaces labels of the executions that a search finds. */
  @Post('labels/by-query')
  @HttpCode(200)
  @ApiParameters(...EXECUTION_PARAMETERS)
  async setLabelsOnTerminatedExecutionsByQuery(
    @Query() query: RawQuery,
    @Body() labels: LabelRequest[],
  ): Answer {
    labelsToSet(labels, []);
    const ids = await this.idsOf(query);
    return bulkResponse(
      await this.bulk.run('labels', ids, ({ id }) => this.setLabels.run(id, labels)),
    );
  }

  private async unqueue(ids: readonly string[], state: StateType | undefined): Answer {
    return bulkResponse(
      await this.bulk.run('unqueue', ids, ({ id }) => this.control.unqueue(id, state)),
    );
  }

  private idsOf(query: RawQuery): Promise<string[]> {
    return this.search.ids(bulkSelection(query));
  }
}
