import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '../../platform/http/index.js';
import type { Response } from 'express';
import { Database } from '../../platform/database/index.js';
import { Readiness } from '../readiness.js';
import { HealthResponse } from './health.dto.js';

/** Whether the process lives and works, for load balancers and supervisors. Always open. */
@ApiTags('Misc')
@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly readiness: Readiness,
  ) {}

  /** Answers as soon as the web server does. */
  @Get('ping')
  @ApiProduces('text/plain')
  @Header('Content-Type', 'text/plain')
  ping(): string {
    return 'pong';
  }

  /** UP when everything has started and the database answers; otherwise DOWN with status 503. */
  @Get(['health', 'health/readiness'])
  async health(@Res({ passthrough: true }) response: Response): Promise<HealthResponse> {
    const database = await this.database.pool.query('select').then(
      () => true,
      () => false,
    );
    const isUp = database && this.readiness.isReady;
    response.status(isUp ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return { status: upOrDown(isUp), details: { database: { status: upOrDown(database) } } };
  }

  /** UP as long as the process can answer at all. */
  @Get('health/liveness')
  liveness(): HealthResponse {
    return { status: 'UP' };
  }
}

function upOrDown(isUp: boolean): 'UP' | 'DOWN' {
  return isUp ? 'UP' : 'DOWN';
}
