import { randomUUID } from 'node:crypto';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError, IllegalArgumentError } from '../../model/errors.js';
import { isRetryable } from '../database/retryable.js';
import { stringifyJson } from '../../model/json.js';
import { domainAnswer, type ErrorAnswer, plainAnswer } from './error-body.js';
import { allowedMethods } from './allowed-methods.js';

const BODY_TOO_LARGE = 413;

/** Turns every error into Kestra's answer (api.md §2). */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const request = host.switchToHttp().getRequest<Request>();
    if (response.headersSent) {
      // A stream broke in the middle: cutting the connection is the only way to tell.
      this.logger.warn(`Answer to ${request.method} ${request.path} was cut off: ${String(error)}`);
      response.destroy();
      return;
    }
    const { status, body } = this.answer(error, request, response);
    response.status(status).type('application/json').end(stringifyJson(body));
  }

  private answer(error: unknown, request: Request, response: Response): ErrorAnswer {
    const { path } = request;
    const mistake = mistakeOf(error);
    if (mistake !== undefined) {
      return domainAnswer(new IllegalArgumentError(mistake), path);
    }
    if (error instanceof DomainError) {
      return domainAnswer(error, path);
    }
    const status = statusOf(error);
    if (status === 404) {
      return routeAnswer(request, response);
    }
    if (status === BODY_TOO_LARGE) {
      return plainAnswer(
        status,
        'Request Entity Too Large: the body exceeds the limit of the server',
        path,
      );
    }
    if (status !== undefined && status < 500) {
      return plainAnswer(status, (error as Error).message, path);
    }
    if (isRetryable(error)) {
      this.logger.warn(`${request.method} ${path}: ${String(error)}`);
      response.setHeader('Retry-After', '1');
      return plainAnswer(
        503,
        'Service Unavailable: the database is away, try again in a moment',
        path,
      );
    }
    return this.internalError(error, request);
  }

  /** The text of the error stays here; the id leads from the answer to the log. */
  private internalError(error: unknown, request: Request): ErrorAnswer {
    const requestId = randomUUID();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.logger.error(`${request.method} ${request.path} failed (request ${requestId})`, text);
    return plainAnswer(
      500,
      `Internal server error: see request ${requestId} in the log of the server`,
      request.path,
    );
  }
}

const NUL = 'text must not hold the character U+0000';
/** PostgreSQL's codes for what is wrong with the texts of users, which routes and queries hand to it as they are. */
const MISTAKES: ReadonlyMap<unknown, string> = new Map([
  ['22021', NUL],
  ['22P05', NUL],
  ['2201B', 'the text of the operation REGEX is not a regular expression'],
  ['22003', 'a number is out of range'],
  ['22008', 'a date or a duration is out of range'],
  ['22009', 'a date is out of range'],
]);

function mistakeOf(error: unknown): string | undefined {
  return error instanceof Error ? MISTAKES.get((error as { code?: unknown }).code) : undefined;
}

/** Of Nest's own exceptions and of the body readers' errors. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) {
    return error.getStatus();
  }
  const { status } = (error ?? {}) as { status?: unknown };
  return error instanceof Error && typeof status === 'number' ? status : undefined;
}

/** No handler took the request: the path is unknown, or known for other methods only. */
function routeAnswer(request: Request, response: Response): ErrorAnswer {
  const allowed = allowedMethods(request);
  if (allowed.length === 0) {
    return plainAnswer(404, 'Not Found', request.path);
  }
  response.setHeader('Allow', allowed.join(', '));
  return plainAnswer(
    405,
    `Method Not Allowed: Method [${request.method}] not allowed for URI [${request.path}]. Allowed methods: [${allowed.join(', ')}]`,
    request.path,
  );
}
