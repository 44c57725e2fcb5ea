import { ExpressAdapter } from '@nestjs/platform-express';
import { StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { stringifyJson } from '../../model/json.js';
import { isLong, writeJson } from './write-json.js';

/**
 * Express, except for how results become answers: JSON keeps `1.0` and large integers apart (model/json.ts), `true` and
 * numbers are JSON too, text is text and not HTML.
 */
export class JsonAdapter extends ExpressAdapter {
  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    if (body === undefined || body === null || body instanceof StreamableFile) {
      return super.reply(response, body, statusCode) as unknown;
    }
    if (statusCode) {
      response.status(statusCode);
    }
    if (Buffer.isBuffer(body)) {
      return response.send(body);
    }
    const isText = typeof body === 'string';
    if (!response.getHeader('Content-Type')) {
      response.setHeader('Content-Type', isText ? 'text/plain; charset=utf-8' : 'application/json');
    }
    if (!isText && isLong(body)) {
      return writeJson(response, body).then(() => response.end());
    }
    return response.end(isText ? body : stringifyJson(body));
  }
}
