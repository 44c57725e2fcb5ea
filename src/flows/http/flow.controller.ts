import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
} from '@nestjs/common';
import { IllegalArgumentError, InvalidEntityError, NotFoundError } from '../../model/errors.js';
import {
  ApiConsumes,
  ApiParameters,
  apiPath,
  ApiTags,
  filtersOf,
  many,
  PageQuery,
  parseSort,
} from '../../platform/http/index.js';
import type { PagedResults, RawQuery } from '../../platform/http/index.js';
import type { Declaration } from '../document/declarations.js';
import { FindFlow } from '../find-flow.js';
import type { StoredFlow } from '../flow-documents.js';
import { jsonToSource } from '../json-source.js';
import { withReplacedTask } from '../replace-task.js';
import { SaveFlow } from '../save-flow.js';
import { SearchFlows } from '../search-flows.js';
import { FlowQuery, isJson, LEGACY_FLOW_FILTERS, SORT_FIELDS } from './flow.dto.js';
import { savingJson } from './json-mapping.js';
import { FlowResponse, toFlowResponse } from './flow-response.js';

/** Single flows (api.md §6). */
@ApiTags('Flows')
@Controller(apiPath('flows'))
export class FlowController {
  constructor(
    private readonly flows: FindFlow,
    private readonly saveFlow: SaveFlow,
    private readonly searchFlowsOf: SearchFlows,
  ) {}

  @Get('search')
  @ApiParameters('filters', ...LEGACY_FLOW_FILTERS)
  async searchFlows(
    @Query() page: PageQuery,
    @Query() query: RawQuery,
  ): Promise<PagedResults<FlowResponse>> {
    const filters = filtersOf(query, LEGACY_FLOW_FILTERS, Date.now());
    const sort = parseSort(page.sort, SORT_FIELDS);
    const { results, total } = await this.searchFlowsOf.search(filters, { ...page, sort });
    return { results: results.map((flow) => toFlowResponse(flow, { source: false })), total };
  }

  @Get('distinct-namespaces')
  listDistinctNamespaces(@Query('q') q?: string): Promise<string[]> {
    return this.searchFlowsOf.namespaces(q);
  }

  @Post()
  @HttpCode(200)
  @ApiConsumes('application/x-yaml', 'application/json')
  async createFlow(
    @Body() body: string,
    @Headers('content-type') type?: string,
  ): Promise<FlowResponse> {
    const save = (): Promise<StoredFlow> => this.saveFlow.create(sourceOf(body, type));
    const saved = await (isJson(type) ? savingJson(body, save) : save());
    return toFlowResponse(saved, { source: !isJson(type) });
  }

  @Get(':namespace')
  async listFlowsOfNamespace(@Param('namespace') namespace: string): Promise<FlowResponse[]> {
    const { results } = await this.searchFlowsOf.search([
      { field: 'namespace', operation: 'EQUALS', value: namespace },
    ]);
    return results.map((flow) => toFlowResponse(flow, { source: false }));
  }

  @Get(':namespace/:id')
  async getFlow(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
    @Query() { source, revision, allowDeleted }: FlowQuery,
  ): Promise<FlowResponse> {
    const latest = revision === undefined && allowDeleted;
    const flow = latest
      ? await this.flows.findLatest(namespace, id)
      : await this.flows.find(namespace, id, revision);
    if (flow === undefined || (flow.row.deleted && !allowDeleted)) {
      throw new NotFoundError();
    }
    return toFlowResponse(flow, { source });
  }

  @Put(':namespace/:id')
  @ApiConsumes('application/x-yaml', 'application/json')
  async updateFlow(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
    @Body() body: string,
    @Headers('content-type') type?: string,
  ): Promise<FlowResponse> {
    const save = (): Promise<StoredFlow> =>
      this.saveFlow.update(namespace, id, sourceOf(body, type));
    const saved = await (isJson(type) ? savingJson(body, save) : save());
    return toFlowResponse(saved, { source: true });
  }

  /** Replaces one task, at any depth. */
  @Patch(':namespace/:id/:taskId')
  async updateTask(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
    @Param('taskId') taskId: string,
    @Body() task: Record<string, unknown>,
  ): Promise<FlowResponse> {
    const { flow, declaration } = await this.taskOf(namespace, id, taskId);
    if (task.id !== taskId) {
      throw new InvalidEntityError([{ path: 'flow.id', message: 'Illegal task id update' }]);
    }
    const source = withReplacedTask(flow.row.source, declaration, task);
    return toFlowResponse(await this.saveFlow.update(namespace, id, source), { source: false });
  }

  @Delete(':namespace/:id')
  @HttpCode(204)
  deleteFlow(@Param('namespace') namespace: string, @Param('id') id: string): Promise<void> {
    return this.saveFlow.delete(namespace, id);
  }

  /** Ascending; nothing for an unknown flow. */
  @Get(':namespace/:id/revisions')
  async listFlowRevisions(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
  ): Promise<FlowResponse[]> {
    const revisions = await this.flows.revisions(namespace, id);
    return revisions.map((revision) => toFlowResponse(revision, { source: true }));
  }

  /** Old revisions only; the latest one stays. */
  @Delete(':namespace/:id/revisions')
  @ApiParameters('revisions')
  async deleteRevisions(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
    @Query() query: RawQuery,
  ): Promise<void> {
    const revisions = many(query.revisions)
      .flatMap((text) => text.split(','))
      .map(Number);
    if (revisions.length === 0 || revisions.some((revision) => !Number.isInteger(revision))) {
      throw new IllegalArgumentError('revisions must be a list of numbers');
    }
    await this.flows.deleteRevisions(namespace, id, revisions);
  }

  @Get(':namespace/:id/tasks/:taskId')
  async getFlowTask(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
    @Param('taskId') taskId: string,
    @Query() { revision }: FlowQuery,
  ): Promise<object> {
    return (await this.taskOf(namespace, id, taskId, revision)).declaration.declared;
  }

  private async taskOf(
    namespace: string,
    id: string,
    taskId: string,
    revision?: number,
  ): Promise<{ flow: StoredFlow; declaration: Declaration }> {
    const flow = await this.flows.find(namespace, id, revision);
    const declaration = flow?.parsed.declarations.find(
      ({ kind, declared }) => kind === 'task' && declared.id === taskId,
    );
    if (flow === undefined || declaration === undefined) {
      throw new NotFoundError();
    }
    return { flow, declaration };
  }
}

function sourceOf(body: string | undefined, contentType: string | undefined): string {
  const text = body ?? '';
  return isJson(contentType) ? jsonToSource(text) : text;
}
