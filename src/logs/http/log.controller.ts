import { Controller, Delete, Get, HttpCode, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import {
  ApiParameters,
  apiPath,
  ApiProduces,
  ApiTags,
  EventStream,
  filtersOf,
  PageQuery,
  parseSort,
} from '../../platform/http/index.js';
import type { Filter, PagedResults, RawQuery } from '../../platform/http/index.js';
import type { LegacyParameter } from '../../platform/http/index.js';
import type { LogEntry } from '../../model/log-entry.js';
import { FollowLogs } from '../follow-logs.js';
import { LogRepository } from '../store/log.repository.js';
import type { StoredLog } from '../store/log.repository.js';

const SORT_FIELDS = ['timestamp', 'level', 'namespace', 'flowId', 'taskId', 'executionId'] as const;
const OF_EXECUTION: readonly LegacyParameter[] = ['minLevel', 'taskRunId', 'taskId', 'attempt'];
const SEARCH: readonly LegacyParameter[] = [
  'q',
  'scope',
  'namespace',
  'flowId',
  'triggerId',
  'minLevel',
  'interval',
];

/** Lines of executions and triggers (api.md §7). */
@ApiTags('Logs')
@Controller(apiPath('logs'))
export class LogController {
  constructor(
    private readonly logs: LogRepository,
    private readonly followLogs: FollowLogs,
  ) {}

  @Get('search')
  @ApiParameters('filters', ...SEARCH)
  async searchLogs(
    @Query() page: PageQuery,
    @Query() query: RawQuery,
  ): Promise<PagedResults<LogEntry> & { type: 'OFFSET' }> {
    const filters = filtersOf(query, SEARCH, Date.now());
    const { results, total } = await this.logs.search(filters, {
      ...page,
      sort: parseSort(page.sort, SORT_FIELDS),
    });
    return { results: results.map(toEntry), total, type: 'OFFSET' };
  }

  @Get(':executionId')
  @ApiParameters('filters', ...OF_EXECUTION)
  async listLogsFromExecution(
    @Param('executionId') executionId: string,
    @Query() query: RawQuery,
  ): Promise<LogEntry[]> {
    return (await this.logs.ofExecution(executionId, filtersOfExecution(query))).map(toEntry);
  }

  @Get(':executionId/download')
  @ApiParameters('filters', ...OF_EXECUTION)
  @ApiProduces('text/plain')
  async downloadLogsFromExecution(
    @Param('executionId') executionId: string,
    @Query() query: RawQuery,
    @Res() response: Response,
  ): Promise<void> {
    const lines = this.logs.streamOfExecution(executionId, filtersOfExecution(query));
    response.setHeader(
      'Content-Disposition',
      `attachment; filename="${executionId.replace(/[^\w.-]/g, '_')}.log"`,
    );
    response.type('text/plain');
    for await (const { timestamp, level, message } of lines) {
      if (!response.write(`${timestamp} ${level} ${message}\n`)) {
        await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
      }
      if (response.destroyed) {
        return;
      }
    }
    response.end();
  }

  @Get(':executionId/follow')
  @ApiParameters('filters', ...OF_EXECUTION)
  @ApiProduces('text/event-stream')
  async followLogsFromExecution(
    @Param('executionId') executionId: string,
    @Query() query: RawQuery,
    @Res() response: Response,
  ): Promise<void> {
    const filters = filtersOfExecution(query);
    // The stream begins with status 200: what is wrong has to be said before.
    this.logs.check(filters);
    const stream = new EventStream(response);
    await stream.send({}, 'start');
    for await (const entry of this.followLogs.follow(executionId, filters, stream.closed)) {
      await stream.send(entry, 'progress');
    }
    stream.end();
  }

  @Delete(':executionId')
  @HttpCode(200)
  @ApiParameters('filters', ...OF_EXECUTION)
  async deleteLogsFromExecution(
    @Param('executionId') executionId: string,
    @Query() query: RawQuery,
  ): Promise<void> {
    await this.logs.deleteOfExecution(executionId, filtersOfExecution(query));
  }

  /** Lines that triggers of the flow wrote without an execution. */
  @Delete(':namespace/:flowId')
  @HttpCode(200)
  async deleteLogsFromFlow(
    @Param('namespace') namespace: string,
    @Param('flowId') flowId: string,
    @Query('triggerId') triggerId?: string,
  ): Promise<void> {
    await this.logs.deleteOfFlow(namespace, flowId, triggerId);
  }
}

function filtersOfExecution(query: RawQuery): Filter[] {
  return filtersOf(query, OF_EXECUTION, Date.now());
}

function toEntry({ id: _, ...entry }: StoredLog): LogEntry {
  return entry;
}
