import { Module } from '@nestjs/common';
import { FlowsModule } from '../flows/index.js';
import { TriggerBulkController } from './http/trigger-bulk.controller.js';
import { TriggerController } from './http/trigger.controller.js';
import { TriggersModule } from './triggers.module.js';

/** The routes of stored triggers. Those with fixed words come before those with parameters in their place. */
@Module({
  imports: [TriggersModule, FlowsModule],
  controllers: [TriggerBulkController, TriggerController],
})
export class TriggersHttpModule {}
