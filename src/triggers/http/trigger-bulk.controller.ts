import { Body, Controller, Delete, HttpCode, Post, Query } from '@nestjs/common';
import { newExecutionId } from '../../executions/index.js';
import { DomainError } from '../../model/errors.js';
import type { TriggerRef } from '../../model/trigger.js';
import { ApiParameters, apiPath, ApiTags } from '../../platform/http/index.js';
import type { RawQuery } from '../../platform/http/index.js';
import { ManageTriggers } from '../manage-triggers.js';
import { bulkSelection, TRIGGER_PARAMETERS } from './trigger-query.js';
import type { TriggerBulkResponse } from './trigger-response.js';
import {
  FiltersRequest,
  SetDisabledBulkRequest,
  SetDisabledQuery,
  TriggerRefRequest,
} from './trigger.dto.js';

type Answer = Promise<TriggerBulkResponse>;

/** One call about many triggers, named or found by a search (api.md §9). Those that do not fit are left out. */
@ApiTags('Triggers')
@Controller(apiPath('triggers'))
export class TriggerBulkController {
  constructor(private readonly manage: ManageTriggers) {}

  /** Switches triggers on or off. */
  @Post('set-disabled/by-triggers')
  @HttpCode(200)
  async disabledTriggersByIds(@Body() { triggers, disabled }: SetDisabledBulkRequest): Answer {
    return answer(await fitting(triggers, (ref) => this.manage.setDisabled(ref, disabled)));
  }

  /** Switches the triggers that a search finds on or off. */
  @Post('set-disabled/by-query')
  @HttpCode(200)
  @ApiParameters(...TRIGGER_PARAMETERS)
  async disabledTriggersByQuery(
    @Query() query: RawQuery,
    @Query() { disabled }: SetDisabledQuery,
  ): Answer {
    return answer(
      await fitting(await this.find(query), (ref) => this.manage.setDisabled(ref, disabled)),
    );
  }

  /** Lets locked triggers go on. */
  @Post('unlock/by-triggers')
  @HttpCode(200)
  async unlockTriggersByIds(@Body() triggers: TriggerRefRequest[]): Answer {
    return answer(await fitting(triggers, (ref) => this.manage.unlock(ref)));
  }

  /** Lets the locked triggers that a search finds go on. */
  @Post('unlock/by-query')
  @HttpCode(200)
  @ApiParameters(...TRIGGER_PARAMETERS)
  async unlockTriggersByQuery(@Query() query: RawQuery): Answer {
    return this.unlockTriggersByIds(await this.find(query));
  }

  /** Pauses backfills. */
  @Post('backfill/pause/by-triggers')
  @HttpCode(200)
  async pauseBackfillByIds(@Body() triggers: TriggerRefRequest[]): Answer {
    return answer(await fitting(triggers, (ref) => this.manage.pauseBackfill(ref)));
  }

  /** Pauses the backfills of the triggers that a search finds. */
  @Post('backfill/pause/by-query')
  @HttpCode(200)
  @ApiParameters(...TRIGGER_PARAMETERS)
  async pauseBackfillByQuery(@Query() query: RawQuery): Answer {
    return this.pauseBackfillByIds(await this.find(query));
  }

  /** Goes on with backfills. */
  @Post('backfill/unpause/by-triggers')
  @HttpCode(200)
  async unpauseBackfillByIds(@Body() triggers: TriggerRefRequest[]): Answer {
    return answer(await fitting(triggers, (ref) => this.manage.resumeBackfill(ref)));
  }

  /** Goes on with the backfills of the triggers that a search finds. */
  @Post('backfill/unpause/by-query')
  @HttpCode(200)
  @ApiParameters(...TRIGGER_PARAMETERS)
  async unpauseBackfillByQuery(@Query() query: RawQuery): Answer {
    return this.unpauseBackfillByIds(await this.find(query));
  }

  /** Ends backfills. */
  @Post('backfill/delete/by-triggers')
  @HttpCode(200)
  async deleteBackfillByIds(@Body() triggers: TriggerRefRequest[]): Answer {
    return answer(await fitting(triggers, (ref) => this.manage.deleteBackfill(ref)));
  }

  /** Ends the backfills of the triggers that a search finds. */
  @Post('backfill/delete/by-query')
  @HttpCode(200)
  @ApiParameters(...TRIGGER_PARAMETERS)
  async deleteBackfillByQuery(@Query() query: RawQuery): Answer {
    return this.deleteBackfillByIds(await this.find(query));
  }

  /** Forgets the state of triggers. */
  @Delete('delete/by-triggers')
  async deleteTriggersByIds(@Body() triggers: TriggerRefRequest[]): Answer {
    return answer(await fitting(triggers, (ref) => this.manage.delete(ref)));
  }

  /** Forgets the state of the triggers that a search finds. */
  @Delete('delete/by-query')
  @ApiParameters(...TRIGGER_PARAMETERS)
  async deleteTriggersByQuery(@Query() query: RawQuery, @Body() filters: FiltersRequest): Answer {
    return this.deleteTriggersByIds(await this.find(query, filters));
  }

  private async find(query: RawQuery, body?: FiltersRequest): Promise<TriggerRef[]> {
    return [...(await this.manage.list(bulkSelection(query, body)))];
  }
}

/** How many the action was possible for. */
async function fitting(
  refs: readonly TriggerRef[],
  act: (ref: TriggerRef) => Promise<unknown>,
): Promise<number> {
  let count = 0;
  for (const { namespace, flowId, triggerId } of refs) {
    try {
      await act({ namespace, flowId, triggerId });
      count++;
    } catch (error) {
      if (!(error instanceof DomainError)) {
        throw error;
      }
    }
  }
  return count;
}

/** The work is done when we answer, so the operation that clients may ask about is over. */
function answer(count: number): TriggerBulkResponse {
  return { count, operationId: newExecutionId(), totalItems: count };
}
