import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
  UploadedFiles,
  UseInterceptors,
} from '@nestjs/common';
import type { Response } from 'express';
import { zipOf } from '../../files/index.js';
import { DomainError, NotFoundError } from '../../model/errors.js';
import {
  ApiConsumes,
  ApiFile,
  ApiParameters,
  apiPath,
  ApiProduces,
  ApiTags,
  filtersOf,
  refuseUnknown,
  UploadInterceptor,
} from '../../platform/http/index.js';
import type { RawQuery } from '../../platform/http/index.js';
import { FindFlow } from '../find-flow.js';
import type { StoredFlow } from '../flow-documents.js';
import { importDocuments } from '../import-documents.js';
import { SaveFlow } from '../save-flow.js';
import type { BulkResult } from '../save-flow.js';
import { SearchFlows } from '../search-flows.js';
import { ToggleFlows } from '../toggle-flows.js';
import { UpdateNamespace } from '../update-namespace.js';
import { BulkQuery, BulkResponse, FlowIdRequest, LEGACY_FLOW_FILTERS } from './flow.dto.js';
import { FlowResponse, toFlowResponse } from './flow-response.js';
import { flowsCsv } from './flow-csv.js';

/** Many flows at once (api.md §6). */
@ApiTags('Flows')
@Controller(apiPath('flows'))
export class FlowBulkController {
  constructor(
    private readonly flows: FindFlow,
    private readonly search: SearchFlows,
    private readonly saveFlow: SaveFlow,
    private readonly toggle: ToggleFlows,
    private readonly update: UpdateNamespace,
  ) {}

  @Post('bulk')
  @HttpCode(200)
  @ApiConsumes('application/x-yaml')
  async bulkUpdateFlows(@Body() body: string, @Query() query: BulkQuery): Promise<FlowResponse[]> {
    const { namespace, delete: remove, allowNamespaceChild: children } = query;
    return toResponses(await this.update.run(namespace, body ?? '', { remove, children }));
  }

  @Get('export/by-query')
  @ApiParameters('filters', ...LEGACY_FLOW_FILTERS)
  @ApiProduces('application/octet-stream')
  async exportFlowsByQuery(@Query() query: RawQuery, @Res() response: Response): Promise<void> {
    sendZip(response, await this.matching(query));
  }

  @Post('export/by-ids')
  @HttpCode(200)
  @ApiProduces('application/octet-stream')
  async exportFlowsByIds(@Body() ids: FlowIdRequest[], @Res() response: Response): Promise<void> {
    const flows = await this.named(ids);
    if (flows.length < (ids ?? []).length) {
      throw new NotFoundError();
    }
    sendZip(response, flows);
  }

  @Get('export/by-query/csv')
  @ApiParameters('filters', ...LEGACY_FLOW_FILTERS)
  @ApiProduces('text/csv')
  async exportFlows(@Query() query: RawQuery, @Res() response: Response): Promise<void> {
    const csv = flowsCsv(await this.matching(query));
    response.setHeader('Content-Disposition', 'attachment; filename=flows.csv');
    response.type('text/csv').end(csv);
  }

  @Post('import')
  @HttpCode(200)
  @UseInterceptors(UploadInterceptor)
  @ApiFile('fileUpload')
  importFlows(
    @UploadedFiles() files: Express.Multer.File[] | undefined,
    @Query('failOnError') failOnError?: string,
  ): Promise<string[]> {
    const file = files?.find(({ fieldname }) => fieldname === 'fileUpload') ?? files?.[0];
    const save = (source: string): Promise<unknown> => this.saveFlow.createOrUpdate(source);
    return importDocuments(file, failOnError === 'true', save);
  }

  @Delete('delete/by-query')
  @ApiParameters('filters', ...LEGACY_FLOW_FILTERS)
  async deleteFlowsByQuery(@Query() query: RawQuery): Promise<BulkResponse> {
    return this.deleteAll(await this.toChange(query));
  }

  @Delete('delete/by-ids')
  async deleteFlowsByIds(@Body() ids: FlowIdRequest[]): Promise<BulkResponse> {
    return this.deleteAll(await this.named(ids));
  }

  @Post('disable/by-query')
  @HttpCode(200)
  @ApiParameters('filters', ...LEGACY_FLOW_FILTERS)
  async disableFlowsByQuery(@Query() query: RawQuery): Promise<BulkResponse> {
    return { count: await this.toggle.setDisabled(await this.toChange(query), true) };
  }

  @Post('disable/by-ids')
  @HttpCode(200)
  async disableFlowsByIds(@Body() ids: FlowIdRequest[]): Promise<BulkResponse> {
    return { count: await this.toggle.setDisabled(await this.named(ids), true) };
  }

  @Post('enable/by-query')
  @HttpCode(200)
  @ApiParameters('filters', ...LEGACY_FLOW_FILTERS)
  async enableFlowsByQuery(@Query() query: RawQuery): Promise<BulkResponse> {
    return { count: await this.toggle.setDisabled(await this.toChange(query), false) };
  }

  @Post('enable/by-ids')
  @HttpCode(200)
  async enableFlowsByIds(@Body() ids: FlowIdRequest[]): Promise<BulkResponse> {
    return { count: await this.toggle.setDisabled(await this.named(ids), false) };
  }

  // After the routes with fixed words, whose place the namespace would take.
  @Post(':namespace')
  @HttpCode(200)
  @ApiConsumes('application/x-yaml')
  async updateFlowsInNamespace(
    @Param('namespace') namespace: string,
    @Body() body: string,
    @Query() { delete: remove, override }: BulkQuery,
  ): Promise<FlowResponse[]> {
    return toResponses(await this.update.run(namespace, body ?? '', { remove, override }));
  }

  private async deleteAll(flows: readonly StoredFlow[]): Promise<BulkResponse> {
    return { count: await this.saveFlow.deleteAll(flows.map(({ row }) => row)) };
  }

  /** Throws IllegalArgumentError for an unknown parameter. */
  private toChange(query: RawQuery): Promise<readonly StoredFlow[]> {
    refuseUnknown(query, LEGACY_FLOW_FILTERS);
    return this.matching(query);
  }

  private async matching(query: RawQuery): Promise<readonly StoredFlow[]> {
    return (await this.search.search(filtersOf(query, LEGACY_FLOW_FILTERS, Date.now()))).results;
  }

  /** Those of the given flows that exist. */
  private async named(ids: readonly FlowIdRequest[] | undefined): Promise<StoredFlow[]> {
    if (!Array.isArray(ids)) {
      throw new DomainError('INVALID_ROUTE_PARAMS', 'the body must be a list of {namespace, id}');
    }
    const found = await Promise.all(
      ids.map(({ namespace, id }) => this.flows.find(String(namespace), String(id))),
    );
    return found.flatMap((flow) => flow ?? []);
  }
}

function toResponses({ deleted, saved }: BulkResult): FlowResponse[] {
  return [...deleted, ...saved].map((flow) => toFlowResponse(flow, { source: true }));
}

function sendZip(response: Response, flows: readonly StoredFlow[]): void {
  response.setHeader('Content-Disposition', 'attachment; filename=flows.zip');
  response.type('application/octet-stream');
  zipOf(
    flows.map(({ row }) => ({ name: `${row.namespace}.${row.id}.yml`, content: row.source })),
  ).pipe(response);
}
