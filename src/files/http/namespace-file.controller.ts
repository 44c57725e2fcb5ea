import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
  UploadedFiles,
  UseInterceptors,
} from '@nestjs/common';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { DomainError, NotFoundError } from '../../model/errors.js';
import {
  ApiFile,
  apiPath,
  ApiProduces,
  ApiTags,
  required,
  UploadInterceptor,
} from '../../platform/http/index.js';
import { NamespaceArchive, notFlows } from '../namespace-archive.js';
import { NamespaceFiles } from '../namespace-files.js';
import type { FileAttributes } from '../namespace-files.js';

/** Files of a namespace (api.md §11). */
@ApiTags('Files')
@Controller(apiPath('namespaces/:namespace/files'))
export class NamespaceFileController {
  constructor(
    private readonly files: NamespaceFiles,
    private readonly archive: NamespaceArchive,
  ) {}

  /** Paths that contain `q`. */
  @Get('search')
  async searchNamespaceFiles(
    @Param('namespace') namespace: string,
    @Query('q') q = '',
  ): Promise<string[]> {
    return (await this.files.list(namespace)).filter((path) => path.includes(q));
  }

  @Get('stats')
  getFileMetadatas(
    @Param('namespace') namespace: string,
    @Query('path') path = '/',
  ): Promise<FileAttributes> {
    return this.files.stat(namespace, notFlows(path));
  }

  @Get('directory')
  listNamespaceDirectoryFiles(
    @Param('namespace') namespace: string,
    @Query('path') path = '/',
  ): Promise<FileAttributes[]> {
    return this.files.children(namespace, notFlows(path));
  }

  @Get('export')
  @ApiProduces('application/octet-stream')
  async exportNamespaceFiles(
    @Param('namespace') namespace: string,
    @Res() response: Response,
  ): Promise<void> {
    const zip = await this.archive.export(namespace);
    response.setHeader(
      'Content-Disposition',
      `attachment; filename="${namespace.replace(/[^\w.-]/g, '_')}_files.zip"`,
    );
    response.type('application/octet-stream');
    await pipeline(zip, response);
  }

  /** The current one only: contents of the past are not kept. */
  @Get('revisions')
  async listFileRevisions(
    @Param('namespace') namespace: string,
    @Query('path') path = '/',
  ): Promise<{ revision: number }[]> {
    await this.files.stat(namespace, notFlows(path));
    return [{ revision: 1 }];
  }

  @Get()
  @ApiProduces('application/octet-stream')
  async getFileContent(
    @Param('namespace') namespace: string,
    @Res() response: Response,
    @Query('path') path?: string,
  ): Promise<void> {
    const content = await this.files
      .get(namespace, notFlows(required(path, 'path')))
      .catch((error: unknown) => {
        throw error instanceof NotFoundError ? new NotFoundError() : error;
      });
    response.type('application/octet-stream');
    await pipeline(content, response);
  }

  @Post('directory')
  @HttpCode(200)
  createNamespaceDirectory(
    @Param('namespace') namespace: string,
    @Query('path') path?: string,
  ): Promise<void> {
    return this.files.createDirectory(namespace, notFlows(required(path, 'path')));
  }

  /** A ZIP is unpacked from the root; files below `/_flows` become flows. */
  @Post()
  @HttpCode(200)
  @UseInterceptors(UploadInterceptor)
  @ApiFile('fileContent')
  async createNamespaceFile(
    @Param('namespace') namespace: string,
    @UploadedFiles() files: Express.Multer.File[] | undefined,
    @Query('path') path?: string,
  ): Promise<void> {
    const file = files?.find(({ fieldname }) => fieldname === 'fileContent') ?? files?.[0];
    if (file === undefined) {
      throw new DomainError(
        'INVALID_ROUTE_PARAMS',
        'the file is missing: send it as the part `fileContent`',
      );
    }
    if (file.originalname.toLowerCase().endsWith('.zip')) {
      await this.archive.import(namespace, file.path);
    } else {
      await this.archive.store(namespace, required(path, 'path'), file.path);
    }
  }

  @Put()
  @HttpCode(200)
  moveNamespaceFile(
    @Param('namespace') namespace: string,
    @Query('from') from?: string,
    @Query('to') to?: string,
  ): Promise<void> {
    return this.files.move(
      namespace,
      notFlows(required(from, 'from')),
      notFlows(required(to, 'to')),
    );
  }

  @Delete()
  @HttpCode(200)
  async deleteFile(
    @Param('namespace') namespace: string,
    @Query('path') path?: string,
  ): Promise<void> {
    await this.files.delete(namespace, notFlows(required(path, 'path')));
  }
}
