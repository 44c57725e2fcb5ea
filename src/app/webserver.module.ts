import { Module } from '@nestjs/common';
import { ExecutionsHttpModule } from '../executions/index.js';
import { FilesHttpModule } from '../files/index.js';
import { FlowsHttpModule } from '../flows/index.js';
import { KvHttpModule } from '../kv/index.js';
import { LogsHttpModule } from '../logs/index.js';
import { TriggersHttpModule, WebhookModule } from '../triggers/index.js';
import { Configuration } from './configuration.js';
import { ExecutionEndsModule } from './execution-ends.module.js';
import { MiscController } from './http/misc.controller.js';

/** The API and the user interface. */
@Module({
  imports: [
    ExecutionEndsModule,
    FlowsHttpModule,
    LogsHttpModule,
    KvHttpModule,
    FilesHttpModule,
    TriggersHttpModule,
    WebhookModule,
    ExecutionsHttpModule,
  ],
  controllers: [MiscController],
  providers: [Configuration],
})
export class WebserverModule {}
