import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import type { Response } from 'express';
import {
  ApiParameters,
  apiPath,
  ApiProduces,
  ApiTags,
  offsetOf,
  PageQuery,
  parseSort,
} from '../../platform/http/index.js';
import type { RawQuery } from '../../platform/http/index.js';
import { FindTrigger } from '../find-trigger.js';
import { ManageTriggers } from '../manage-triggers.js';
import { SeeFlows } from '../see-flows.js';
import { TRIGGER_SORT_FIELDS, TriggerRepository } from '../store/trigger.repository.js';
import { requestedBackfill } from './requested-backfill.js';
import { triggerCsv } from './trigger-csv.js';
import { TRIGGER_PARAMETERS, triggerSelection } from './trigger-query.js';
import {
  type TriggerPageResponse,
  type TriggerResponse,
  type TriggerSearchResponse,
  toSearchItem,
  toTriggerResponse,
} from './trigger-response.js';
import {
  CreateBackfillRequest,
  SetDisabledRequest,
  TriggerRefRequest,
  TriggerUpdateRequest,
} from './trigger.dto.js';

/** Stored triggers, one at a time (api.md §9). */
@ApiTags('Triggers')
@Controller(apiPath('triggers'))
export class TriggerController {
  constructor(
    private readonly triggers: TriggerRepository,
    private readonly manage: ManageTriggers,
    private readonly seeFlows: SeeFlows,
    private readonly definitions: FindTrigger,
  ) {}

  /** Searches triggers, with what their flows say of them. */
  @Get('search')
  @ApiParameters(...TRIGGER_PARAMETERS)
  async searchTriggers(
    @Query() query: RawQuery,
    @Query() page: PageQuery,
  ): Promise<TriggerSearchResponse> {
    const { results, total } = await this.triggers.search(triggerSelection(query), {
      limit: page.size,
      offset: offsetOf(page),
      sorts: parseSort(page.sort, TRIGGER_SORT_FIELDS),
    });
    return {
      results: await Promise.all(
        results.map(async (state) =>
          toSearchItem(state, (await this.definitions.find(state))?.trigger),
        ),
      ),
      total,
    };
  }

  /** All triggers that match as CSV. */
  @Get('export/by-query/csv')
  @ApiProduces('text/csv')
  @ApiParameters(...TRIGGER_PARAMETERS)
  async exportTriggers(@Query() query: RawQuery, @Res() response: Response): Promise<void> {
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', 'attachment; filename=triggers.csv');
    response.end(triggerCsv(await this.manage.list(triggerSelection(query))));
  }

  /** Triggers of one flow. */
  @Get(':namespace/:flowId')
  @ApiParameters(...TRIGGER_PARAMETERS)
  async searchTriggersForFlow(
    @Param('namespace') namespace: string,
    @Param('flowId') flowId: string,
    @Query() query: RawQuery,
    @Query() page: PageQuery,
  ): Promise<TriggerPageResponse> {
    await this.seeFlows.ensure(namespace, flowId);
    const { filters, ...rest } = triggerSelection(query);
    const own = Object.entries({ namespace, flowId }).map(
      ([field, value]) => ({ field, operation: 'EQUALS', value }) as const,
    );
    const { results, total } = await this.triggers.search(
      { ...rest, filters: [...own, ...filters] },
      {
        limit: page.size,
        offset: offsetOf(page),
        sorts: parseSort(page.sort, TRIGGER_SORT_FIELDS),
      },
    );
    return { results: results.map(toTriggerResponse), total };
  }

  /** Switches a trigger on or off, or begins a backfill. */
  @Put()
  async updateTrigger(
    @Body() { disabled, backfill, ...ref }: TriggerUpdateRequest,
  ): Promise<TriggerResponse> {
    let state = await this.manage.get(ref);
    if (disabled !== undefined && disabled !== state.disabled) {
      state = await this.manage.setDisabled(ref, disabled);
    }
    // Clients send the whole trigger back, with the backfill it has.
    if (backfill !== undefined && requestedBackfill(backfill).start !== state.backfill?.start) {
      state = await this.manage.createBackfill(ref, requestedBackfill(backfill));
    }
    return toTriggerResponse(state);
  }

  /** Switches a trigger on or off. */
  @Put('set-disabled')
  async disabledTriggerById(
    @Body() { disabled, ...ref }: SetDisabledRequest,
  ): Promise<TriggerResponse> {
    return toTriggerResponse(await this.manage.setDisabled(ref, disabled));
  }

  /** Makes up for dates of the past. */
  @Put('backfill/create')
  async createBackfill(
    @Body() { backfill, ...ref }: CreateBackfillRequest,
  ): Promise<TriggerResponse> {
    return toTriggerResponse(await this.manage.createBackfill(ref, requestedBackfill(backfill)));
  }

  /** Pauses a backfill. */
  @Put('backfill/pause')
  async pauseBackfill(@Body() ref: TriggerRefRequest): Promise<TriggerResponse> {
    return toTriggerResponse(await this.manage.pauseBackfill(ref));
  }

  /** Goes on with a backfill. */
  @Put('backfill/unpause')
  async unpauseBackfill(@Body() ref: TriggerRefRequest): Promise<TriggerResponse> {
    return toTriggerResponse(await this.manage.resumeBackfill(ref));
  }

  /** Ends a backfill. */
  @Post('backfill/delete')
  @HttpCode(200)
  async deleteBackfill(@Body() ref: TriggerRefRequest): Promise<TriggerResponse> {
    return toTriggerResponse(await this.manage.deleteBackfill(ref));
  }

  /** Lets a trigger go on whose execution has not ended. */
  @Post(':namespace/:flowId/:triggerId/unlock')
  @HttpCode(200)
  async unlockTrigger(@Param() ref: TriggerRefRequest): Promise<TriggerResponse> {
    return toTriggerResponse(await this.manage.unlock(ref));
  }

  /** Gives an evaluation up and begins another one. */
  @Post(':namespace/:flowId/:triggerId/restart')
  @HttpCode(200)
  async restartTrigger(@Param() ref: TriggerRefRequest): Promise<TriggerResponse> {
    return toTriggerResponse(await this.manage.restart(ref));
  }

  /** Forgets the state of a trigger; it begins anew. */
  @Delete(':namespace/:flowId/:triggerId')
  @HttpCode(204)
  async deleteTrigger(@Param() ref: TriggerRefRequest): Promise<void> {
    await this.manage.delete(ref);
  }
}
