import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import multer from 'multer';
import { finalize, from, mergeMap, type Observable } from 'rxjs';
import { DomainError } from '../../model/errors.js';
import { Config } from '../config/index.js';
import { diskFull } from '../disk-full.js';
import { processFolder } from '../process-folder.js';

const MAX_PARTS = 1_000;
const MAX_FIELD_BYTES = 100 * 1024 * 1024;

/**
 * Reads a multipart form: files stream to a temporary folder (`request.files`, removed after the answer), other parts
 * are texts in `request.body`. Other requests pass.
 * @throws DomainError when the form is broken or over the limit.
 */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  private readonly read: (request: Request, response: Response) => Promise<void>;

  constructor({ webserver }: Config) {
    const form = multer({
      storage: multer.diskStorage({
        destination: (_request, _file, done) => {
          processFolder(tmpdir()).then(
            (folder) => done(null, folder),
            (error: Error) => done(error, ''),
          );
        },
      }),
      defParamCharset: 'utf8',
      limits: { fileSize: webserver.maxFileBytes, fieldSize: MAX_FIELD_BYTES, parts: MAX_PARTS },
    }).any();
    this.read = (request, response) =>
      new Promise((resolve, reject) => {
        form(request, response, (error: unknown) => (error ? reject(refused(error)) : resolve()));
      });
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    return from(this.read(request, response)).pipe(
      mergeMap(() => next.handle()),
      finalize(() => void removeFiles(request)),
    );
  }
}

function refused(thrown: unknown): unknown {
  const error = diskFull(thrown, `the folder of uploads ${tmpdir()}`, 'TMPDIR');
  return error instanceof Error && !(error instanceof DomainError)
    ? new DomainError('INVALID_ROUTE_PARAMS', error.message, { cause: error })
    : error;
}

async function removeFiles({ files }: Request): Promise<void> {
  const uploaded = Array.isArray(files) ? files : [];
  await Promise.all(uploaded.map(({ path }) => rm(path, { force: true })));
}
