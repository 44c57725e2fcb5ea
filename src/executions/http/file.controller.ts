import { pipeline } from 'node:stream/promises';
import { basename } from 'node:path';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Config } from '../../platform/config/index.js';
import { apiPath, ApiProduces, ApiTags } from '../../platform/http/index.js';
import { ExecutionFiles } from '../execution-files.js';
import { previewFile } from '../preview-file.js';
import type { FilePreview } from '../preview-file.js';
import { FileMetasResponse, FileQuery, PreviewQuery } from './file.dto.js';

/** Moved for good: a file never changes its execution. */
const MOVED = 301;

@ApiTags('Executions')
@Controller(apiPath('executions'))
export class ExecutionFileController {
  constructor(
    private readonly files: ExecutionFiles,
    private readonly config: Config,
  ) {}

  /** Downloads a file of an execution. */
  @Get(':executionId/file')
  @ApiProduces('application/octet-stream')
  async downloadFileFromExecution(
    @Param('executionId') executionId: string,
    @Query() { path }: FileQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const uri = await this.ownUri(executionId, path, request, response);
    if (uri === undefined) {
      response.end();
      return;
    }
    const [size, content] = await Promise.all([this.files.size(uri), this.files.open(uri)]);
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('Content-Length', size);
    response.attachment(basename(uri)).setHeader('Content-Type', 'application/octet-stream');
    await pipeline(content, response);
  }

  /** Size of a file of an execution. */
  @Get(':executionId/file/metas')
  async getFileMetadatasFromExecution(
    @Param('executionId') executionId: string,
    @Query() { path }: FileQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<FileMetasResponse | undefined> {
    const uri = await this.ownUri(executionId, path, request, response);
    return uri === undefined ? undefined : { size: await this.files.size(uri) };
  }

  /** The beginning of a file of an execution. */
  @Get(':executionId/file/preview')
  async previewFileFromExecution(
    @Param('executionId') executionId: string,
    @Query() { path, maxRows, encoding }: PreviewQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<FilePreview | undefined> {
    const uri = await this.ownUri(executionId, path, request, response);
    if (uri === undefined) {
      return undefined;
    }
    const { previewInitialRows, previewMaxRows } = this.config.webserver;
    const rows = Math.min(maxRows ?? previewInitialRows, previewMaxRows);
    return previewFile(uri, () => this.files.open(uri), rows, encoding);
  }

  /** Undefined when the file belongs to another execution: the answer leads to the same route there. */
  private async ownUri(
    executionId: string,
    path: string,
    request: Request,
    response: Response,
  ): Promise<string | undefined> {
    const location = await this.files.locate(executionId, path);
    if (location.kind === 'own') {
      return location.uri;
    }
    response
      .status(MOVED)
      .setHeader(
        'Location',
        request.originalUrl.replace(
          `/executions/${executionId}/`,
          `/executions/${location.executionId}/`,
        ),
      );
    return undefined;
  }
}
