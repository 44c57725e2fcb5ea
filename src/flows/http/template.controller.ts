import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
  UploadedFiles,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { Response } from 'express';
import { zipOf } from '../../files/index.js';
import { DomainError, InvalidEntityError, NotFoundError } from '../../model/errors.js';
import { parseJson, stringifyJson } from '../../model/json.js';
import {
  ApiConsumes,
  ApiFile,
  ApiParameters,
  apiPath,
  ApiProduces,
  ApiTags,
  filtersOf,
  PageQuery,
  parseSort,
  refuseUnknown,
  UploadInterceptor,
} from '../../platform/http/index.js';
import type { LegacyParameter, PagedResults, RawQuery } from '../../platform/http/index.js';
import { FlowDocuments } from '../flow-documents.js';
import { importDocuments } from '../import-documents.js';
import { jsonToSource } from '../json-source.js';
import { splitDocuments } from '../source-text.js';
import { TemplateRepository } from '../store/template.repository.js';
import type { TemplateRow } from '../store/template.repository.js';
import { Templates } from '../templates.js';
import type { Validation } from '../validate-flows.js';
import { toValidation } from '../validate-flows.js';
import { BulkQuery, BulkResponse, FlowIdRequest, isJson, SORT_FIELDS } from './flow.dto.js';
import { TemplateResponse, toTemplateResponse } from './template-response.js';
import { TemplatesEnabled } from './templates-enabled.js';

const FILTERS: readonly LegacyParameter[] = ['q', 'namespace'];

/** Deprecated; without `kestra.templates.enabled` none of these routes exists (api.md §16). */
@ApiTags('Templates')
@Controller(apiPath('templates'))
@UseGuards(TemplatesEnabled)
export class TemplateController {
  constructor(
    private readonly templates: Templates,
    private readonly repository: TemplateRepository,
    private readonly documents: FlowDocuments,
  ) {}

  @Get('search')
  @ApiParameters('filters', ...FILTERS)
  async searchTemplates(
    @Query() page: PageQuery,
    @Query() query: RawQuery,
  ): Promise<PagedResults<TemplateResponse>> {
    const sort = parseSort(page.sort, SORT_FIELDS);
    const filters = filtersOf(query, FILTERS, Date.now());
    const { rows, total } = await this.repository.search(filters, { ...page, sort });
    return { results: rows.map((row) => this.shown(row)), total };
  }

  @Get('distinct-namespaces')
  listTemplateNamespaces(): Promise<string[]> {
    return this.repository.namespaces();
  }

  @Get('export/by-query')
  @ApiParameters('filters', ...FILTERS)
  @ApiProduces('application/octet-stream')
  async exportTemplatesByQuery(@Query() query: RawQuery, @Res() response: Response): Promise<void> {
    sendZip(response, await this.matching(query));
  }

  @Post('export/by-ids')
  @HttpCode(200)
  @ApiProduces('application/octet-stream')
  async exportTemplatesByIds(
    @Body() ids: FlowIdRequest[],
    @Res() response: Response,
  ): Promise<void> {
    const rows = await Promise.all(
      identitiesOf(ids).map(({ namespace, id }) => this.repository.find(namespace, id)),
    );
    const found = rows.flatMap((row) => row ?? []);
    if (found.length < rows.length) {
      throw new NotFoundError();
    }
    sendZip(response, found);
  }

  @Post('import')
  @HttpCode(200)
  @UseInterceptors(UploadInterceptor)
  @ApiFile('fileUpload')
  importTemplates(@UploadedFiles() files: Express.Multer.File[] | undefined): Promise<string[]> {
    const save = (source: string): Promise<void> => this.templates.createOrUpdate(source);
    return importDocuments(files?.[0], false, save);
  }

  /** What is wrong with a document is data here: the status is always 200. */
  @Post('validate')
  @HttpCode(200)
  @ApiConsumes('application/x-yaml')
  validateTemplates(@Body() body: string): Validation[] {
    return splitDocuments(body ?? '').map((source, index) => {
      const parsed = this.documents.parseTemplate(source);
      return toValidation(parsed, index);
    });
  }

  @Delete('delete/by-query')
  @ApiParameters('filters', ...FILTERS)
  async deleteTemplatesByQuery(@Query() query: RawQuery): Promise<BulkResponse> {
    refuseUnknown(query, FILTERS);
    return { count: await this.repository.delete(await this.matching(query)) };
  }

  @Delete('delete/by-ids')
  async deleteTemplatesByIds(@Body() ids: FlowIdRequest[]): Promise<BulkResponse> {
    return { count: await this.repository.delete(identitiesOf(ids)) };
  }

  @Post()
  @HttpCode(200)
  @ApiConsumes('application/x-yaml', 'application/json')
  async createTemplate(
    @Body() body: string,
    @Headers('content-type') type?: string,
  ): Promise<TemplateResponse> {
    return toTemplateResponse(await this.templates.create(sourceOf(body, type)));
  }

  /** Templates of the namespace that the body does not name are deleted, unless `delete=false`. */
  @Post(':namespace')
  @HttpCode(200)
  @ApiConsumes('application/x-yaml', 'application/json')
  async updateTemplatesInNamespace(
    @Param('namespace') namespace: string,
    @Body() body: string,
    @Query() { delete: remove }: BulkQuery,
    @Headers('content-type') type?: string,
  ): Promise<TemplateResponse[]> {
    const sources = isJson(type) ? sourcesOfList(body) : splitDocuments(body ?? '');
    const saved = await this.templates.updateNamespace(namespace, sources, remove);
    return saved.map(toTemplateResponse);
  }

  @Get(':namespace/:id')
  async getTemplate(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
  ): Promise<TemplateResponse> {
    const row = await this.repository.find(namespace, id);
    if (row === undefined) {
      throw new NotFoundError();
    }
    return this.shown(row);
  }

  @Put(':namespace/:id')
  @ApiConsumes('application/x-yaml', 'application/json')
  async updateTemplate(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
    @Body() body: string,
    @Headers('content-type') type?: string,
  ): Promise<TemplateResponse> {
    return toTemplateResponse(await this.templates.update(namespace, id, sourceOf(body, type)));
  }

  @Delete(':namespace/:id')
  @HttpCode(204)
  async deleteTemplate(
    @Param('namespace') namespace: string,
    @Param('id') id: string,
  ): Promise<void> {
    if ((await this.repository.delete([{ namespace, id }])) === 0) {
      throw new NotFoundError();
    }
  }

  private async matching(query: RawQuery): Promise<readonly TemplateRow[]> {
    return (await this.repository.search(filtersOf(query, FILTERS, Date.now()))).rows;
  }

  private shown({ source }: TemplateRow): TemplateResponse {
    return toTemplateResponse(this.documents.parseTemplate(source));
  }
}

function sourceOf(body: string | undefined, contentType: string | undefined): string {
  const text = body ?? '';
  return isJson(contentType) ? jsonToSource(text) : text;
}

function sourcesOfList(body: string | undefined): string[] {
  const list = parseJson(body ?? '[]');
  if (!Array.isArray(list)) {
    throw new InvalidEntityError([{ path: 'templates', message: 'must be a list of templates' }]);
  }
  return list.map((item: unknown) => jsonToSource(stringifyJson(item)));
}

function identitiesOf(ids: readonly FlowIdRequest[] | undefined): FlowIdRequest[] {
  if (!Array.isArray(ids)) {
    throw new DomainError('INVALID_ROUTE_PARAMS', 'the body must be a list of {namespace, id}');
  }
  return ids.map(({ namespace, id }) => ({ namespace: String(namespace), id: String(id) }));
}

function sendZip(response: Response, rows: readonly TemplateRow[]): void {
  response.setHeader('Content-Disposition', 'attachment; filename=templates.zip');
  response.type('application/octet-stream');
  zipOf(
    rows.map(({ namespace, id, source }) => ({ name: `${namespace}.${id}.yml`, content: source })),
  ).pipe(response);
}
