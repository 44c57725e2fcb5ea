import { createHash, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../../model/errors.js';
import { stringifyJson } from '../../model/json.js';
import type { BasicAuthConfig } from '../config/basic-auth-config.js';
import { domainAnswer } from './error-body.js';

/** Open to everybody: health for supervisors, and webhooks, whose key is their password (api.md §15). */
const ALWAYS_OPEN = [/^\/ping$/, /^\/health(\/|$)/, /^\/api\/v1(\/main)?\/executions\/webhook\//];

/** Refuses what comes without the right `Authorization: Basic`; nothing is routed before. */
export function basicAuth(
  config: BasicAuthConfig,
): (request: Request, response: Response, next: NextFunction) => void {
  const expected = digest(`${config.username ?? ''}:${config.password ?? ''}`);
  return (request, response, next) => {
    if (isOpen(request.path, config.openUrls) || isRight(request, expected)) {
      next();
      return;
    }
    const { status, body } = domainAnswer(new DomainError('UNAUTHORIZED', ''), request.path);
    response.setHeader('WWW-Authenticate', `Basic realm=${config.realm}`);
    response.status(status).type('application/json').end(stringifyJson(body));
  };
}

function isOpen(path: string, openUrls: readonly string[]): boolean {
  return (
    ALWAYS_OPEN.some((pattern) => pattern.test(path)) ||
    openUrls.some((prefix) => path === prefix || path.startsWith(`${prefix.replace(/\/$/, '')}/`))
  );
}

/** Digests have one length, so the comparison takes one time. */
function isRight(request: Request, expected: Buffer): boolean {
  const [scheme, credentials] = (request.headers.authorization ?? '').split(' ');
  return (
    scheme?.toLowerCase() === 'basic' &&
    timingSafeEqual(digest(Buffer.from(credentials ?? '', 'base64').toString('utf8')), expected)
  );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
