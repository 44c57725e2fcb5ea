import { Module } from '@nestjs/common';
import { DashboardsHttpModule } from '../dashboards/index.js';
import { ExecutionsHttpModule } from '../executions/index.js';
import { FilesHttpModule } from '../files/index.js';
import { FlowsHttpModule, FlowsModule } from '../flows/index.js';
import { KvHttpModule } from '../kv/index.js';
import { LogsHttpModule } from '../logs/index.js';
import { TriggersHttpModule, WebhookModule } from '../triggers/index.js';
import { Access } from './access.js';
import { Configuration } from './configuration.js';
import { ExecutionEndsModule } from './execution-ends.module.js';
import { Usage } from './usage.js';
import { MiscController } from './http/misc.controller.js';

/**
 * The API and the user interface. Express tries routes one after another, so what is called most comes first: webhooks
 * and the routes of executions.
 */
@Module({
  imports: [
    WebhookModule,
    ExecutionsHttpModule,
    FlowsModule,
    ExecutionEndsModule,
    FlowsHttpModule,
    LogsHttpModule,
    KvHttpModule,
    FilesHttpModule,
    TriggersHttpModule,
    DashboardsHttpModule,
  ],
  controllers: [MiscController],
  providers: [Access, Configuration, Usage],
})
export class WebserverModule {}
