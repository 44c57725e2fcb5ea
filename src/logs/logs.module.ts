import { Module } from '@nestjs/common';
import { FollowLogs } from './follow-logs.js';
import { LogController } from './http/log.controller.js';
import { LogStatisticsController } from './http/log-statistics.controller.js';
import { MetricController } from './http/metric.controller.js';
import { LogRepository } from './store/log.repository.js';
import { MetricRepository } from './store/metric.repository.js';

/** Log lines and metrics of executions. */
@Module({
  providers: [LogRepository, MetricRepository],
  exports: [LogRepository, MetricRepository],
})
export class LogsModule {}

/** Their routes. A global module has to bind ExecutionEnds. */
@Module({
  imports: [LogsModule],
  providers: [FollowLogs],
  controllers: [LogController, LogStatisticsController, MetricController],
})
export class LogsHttpModule {}
