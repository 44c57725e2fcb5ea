import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../../model/errors.js';
import { stringifyJson } from '../../model/json.js';
import type { BasicAuthConfig } from '../config/basic-auth-config.js';
import { domainAnswer } from './error-body.js';

/** Open to everybody: health for supervisors, and webhooks, whose key is their password (api.md §15). */
const ALWAYS_OPEN = [/^\/ping$/, /^\/health(\/|$)/, /^\/api\/v1(\/main)?\/executions\/webhook\//];

/** Knows names and passwords. */
export interface Gatekeeper {
  /** False: everybody may do everything. */
  readonly isRestricted: boolean;
  /** `credentials`: `name:password`. */
  admits(credentials: string): Promise<boolean>;
}

/** Refuses what comes without the right `Authorization: Basic`; nothing is routed before. */
export function basicAuth(
  { realm, openUrls }: Pick<BasicAuthConfig, 'realm' | 'openUrls'>,
  gatekeeper: Gatekeeper,
): (request: Request, response: Response, next: NextFunction) => void {
  return (request, response, next) => {
    if (!gatekeeper.isRestricted || isOpen(request.path, openUrls)) {
      next();
      return;
    }
    isAdmitted(request, gatekeeper).then((admitted) => {
      if (admitted) {
        next();
        return;
      }
      const { status, body } = domainAnswer(new DomainError('UNAUTHORIZED', ''), request.path);
      response.setHeader('WWW-Authenticate', `Basic realm=${realm}`);
      response.status(status).type('application/json').end(stringifyJson(body));
    }, next);
  };
}

function isOpen(path: string, openUrls: readonly string[]): boolean {
  return (
    ALWAYS_OPEN.some((pattern) => pattern.test(path)) ||
    openUrls.some((prefix) => path === prefix || path.startsWith(`${prefix.replace(/\/$/, '')}/`))
  );
}

async function isAdmitted(request: Request, gatekeeper: Gatekeeper): Promise<boolean> {
  const [scheme, credentials] = (request.headers.authorization ?? '').split(' ');
  return (
    scheme?.toLowerCase() === 'basic' &&
    gatekeeper.admits(Buffer.from(credentials ?? '', 'base64').toString('utf8'))
  );
}
