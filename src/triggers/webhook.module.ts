import { Module } from '@nestjs/common';
import { ExecutionsHttpModule, ExecutionsModule } from '../executions/index.js';
import { FlowsModule } from '../flows/index.js';
import { CallWebhook } from './call-webhook.js';
import { WebhookController } from './http/webhook.controller.js';
import { TriggerRenderers } from './trigger-renderer.js';

@Module({
  imports: [ExecutionsModule, ExecutionsHttpModule, FlowsModule],
  controllers: [WebhookController],
  providers: [CallWebhook, TriggerRenderers],
})
export class WebhookModule {}
