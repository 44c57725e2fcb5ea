import { Controller, Get, Query } from '@nestjs/common';
import {
  ApiParameters,
  apiPath,
  ApiTags,
  filtersOf,
  many,
  PageQuery,
  parseSort,
} from '../../platform/http/index.js';
import type { PagedResults, RawQuery } from '../../platform/http/index.js';
import { SearchFlows } from '../search-flows.js';
import { fragmentsOf } from '../source-fragments.js';
import { SORT_FIELDS } from './flow.dto.js';
import { FlowResponse, toFlowResponse } from './flow-response.js';

export class SourceHit {
  model!: FlowResponse;
  /** Lines around the hits, which stand between `[mark]` and `[/mark]`. */
  fragments!: string[];
}

export class DeprecatedTasks {
  namespace!: string;
  flowId!: string;
  revision!: number;
  /** Types, each once. */
  deprecatedTasks!: string[];
}

/** What is in the sources of flows. */
@ApiTags('Flows')
@Controller(apiPath('flows'))
export class FlowInsightController {
  constructor(private readonly search: SearchFlows) {}

  @Get('source')
  @ApiParameters('filters', 'q', 'namespace')
  async searchFlowsBySourceCode(
    @Query() page: PageQuery,
    @Query() query: RawQuery,
  ): Promise<PagedResults<SourceHit>> {
    const q = many(query.q).at(-1) ?? '';
    const filters = filtersOf(query, ['namespace'], Date.now());
    const sort = parseSort(page.sort, SORT_FIELDS);
    const { results, total } = await this.search.search(
      [...filters, { field: 'source', operation: 'CONTAINS', value: q }],
      {
        ...page,
        sort,
      },
    );
    return {
      results: results.map((flow) => ({
        model: toFlowResponse(flow, { source: false }),
        fragments: fragmentsOf(flow.row.source, q),
      })),
      total,
    };
  }

  @Get('deprecated')
  @ApiParameters('filters', 'namespace')
  async listDeprecatedFlows(@Query() query: RawQuery): Promise<DeprecatedTasks[]> {
    const { results } = await this.search.search(filtersOf(query, ['namespace'], Date.now()));
    return results.flatMap(({ row, parsed }) => {
      const types = parsed.declarations
        .filter(({ kind, definition }) => kind === 'task' && definition.deprecated)
        .map(({ definition }) => definition.type);
      const { namespace, id: flowId, revision } = row;
      return types.length === 0
        ? []
        : [{ namespace, flowId, revision, deprecatedTasks: [...new Set(types)] }];
    });
  }
}
