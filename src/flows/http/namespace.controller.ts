import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiParameters,
  apiPath,
  ApiTags,
  filtersOf,
  offsetOf,
  PageQuery,
  parseSort,
} from '../../platform/http/index.js';
import type { PagedResults, RawQuery } from '../../platform/http/index.js';
import { Namespaces } from '../namespaces.js';

export class NamespaceResponse {
  id!: string;
  /** Always true: namespaces exist through their flows only. */
  disabled!: boolean;
}

export class AutocompleteRequest {
  q?: string;
  ids?: string[];
  existingOnly?: boolean;
}

/** Namespaces, which flows bring into being (api.md §10). */
@ApiTags('Namespaces')
@Controller(apiPath('namespaces'))
export class NamespaceController {
  constructor(private readonly namespaces: Namespaces) {}

  @Get('search')
  @ApiParameters('filters', 'q')
  async searchNamespaces(
    @Query() page: PageQuery,
    @Query() query: RawQuery,
  ): Promise<PagedResults<NamespaceResponse>> {
    const [{ direction } = { direction: 'asc' }] = parseSort(page.sort, ['id']);
    const found = await this.namespaces.search(filtersOf(query, ['q'], Date.now()));
    const sorted = direction === 'asc' ? found : found.toReversed();
    const results = sorted
      .slice(offsetOf(page), offsetOf(page) + page.size)
      .map((id) => ({ id, disabled: true }));
    return { results, total: found.length };
  }

  @Post('autocomplete')
  @HttpCode(200)
  async autocompleteNamespaces(@Body() body: AutocompleteRequest): Promise<string[]> {
    const { q, ids } = body as { q?: string; ids?: string[] };
    const found = await this.namespaces.search(
      q === undefined ? [] : [{ field: 'q', operation: 'EQUALS', value: q }],
    );
    return [...new Set([...found, ...(ids ?? [])])];
  }

  @Get(':id')
  getNamespace(@Param('id') id: string): object {
    return { id, deleted: false };
  }
}
