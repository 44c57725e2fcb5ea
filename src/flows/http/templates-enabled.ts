import { Injectable } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { NotFoundError } from '../../model/errors.js';
import { Config } from '../../platform/config/index.js';

/** Templates switched off: the routes answer like unknown ones. */
@Injectable()
export class TemplatesEnabled implements CanActivate {
  constructor(private readonly config: Config) {}

  canActivate(): boolean {
    if (!this.config.webserver.templatesEnabled) {
      throw new NotFoundError();
    }
    return true;
  }
}
