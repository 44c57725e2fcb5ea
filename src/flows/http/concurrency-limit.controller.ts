import { Controller, Get, Param, Put, Query } from '@nestjs/common';
import { IllegalStateError, NotFoundError } from '../../model/errors.js';
import { apiPath, ApiTags, offsetOf, PageQuery } from '../../platform/http/index.js';
import type { PagedResults } from '../../platform/http/index.js';
import { ConcurrencySlots } from '../store/concurrency-slots.js';
import type { UsedSlots } from '../store/concurrency-slots.js';

/** How many executions of flows with a limit are running (api.md §6). */
@ApiTags('Flows')
@Controller(apiPath('concurrency-limit'))
export class ConcurrencyLimitController {
  constructor(private readonly slots: ConcurrencySlots) {}

  @Get('search')
  async searchConcurrencyLimits(@Query() page: PageQuery): Promise<PagedResults<UsedSlots>> {
    const used = await this.slots.used();
    return { results: used.slice(offsetOf(page), offsetOf(page) + page.size), total: used.length };
  }

  /** A slot belongs to a running execution, so there is no number that could be set; ending one gives its slot back. */
  @Put(':namespace/:flowId')
  async updateConcurrencyLimit(
    @Param('namespace') namespace: string,
    @Param('flowId') flowId: string,
  ): Promise<UsedSlots> {
    const used = (await this.slots.used()).find(
      (entry) => entry.namespace === namespace && entry.flowId === flowId,
    );
    if (used === undefined) {
      throw new NotFoundError();
    }
    throw new IllegalStateError(
      `${used.running} executions are running; kill one to free its slot`,
    );
  }
}
