import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { BasicAuthConfig } from '../config/basic-auth-config.js';
import { basicAuth, type Gatekeeper } from './basic-auth.js';
import { BodyPipe } from './body-pipe.js';
import { ErrorFilter } from './error-filter.js';

export interface ExpressOptions {
  /** Largest body that is read into memory. */
  readonly maxBodyBytes: number;
  /** Without a gatekeeper everybody may do everything. */
  readonly gatekeeper?: Gatekeeper;
  readonly basicAuth: Pick<BasicAuthConfig, 'realm' | 'openUrls'>;
}

/** Gives an application the manners of this API: bodies as text, errors, checks, headers. */
export function setUpExpress(app: NestExpressApplication, options: ExpressOptions): void {
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(securityHeaders);
  if (options.gatekeeper !== undefined) {
    app.use(basicAuth(options.basicAuth, options.gatekeeper));
  }
  app.use(
    express.text({ type: isReadAsText, limit: options.maxBodyBytes, defaultCharset: 'utf-8' }),
  );
  app.useGlobalPipes(new BodyPipe());
  app.useGlobalFilters(new ErrorFilter());
}

/** Everything but uploads, which go to disk (upload.ts), whatever the client calls it. */
function isReadAsText(request: { headers: NodeJS.Dict<string | string[]> }): boolean {
  return !String(request.headers['content-type'] ?? '').startsWith('multipart/');
}

function securityHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'SAMEORIGIN');
  response.setHeader('Referrer-Policy', 'same-origin');
  next();
}
