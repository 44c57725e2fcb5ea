import { Module } from '@nestjs/common';
import { ExecutionsModule } from '../executions/index.js';
import { FlowsModule } from '../flows/index.js';
import { EvaluateSchedule } from './schedule/evaluate-schedule.js';
import { Scheduler } from './scheduler.js';
import { SeeFlows } from './see-flows.js';
import { DueTriggers } from './store/due-triggers.js';
import { UnseenFlows } from './store/unseen-flows.js';
import { TriggerExecutions } from './trigger-execution.js';
import { TriggerRenderers } from './trigger-renderer.js';

/** Triggers without their routes: what the scheduler, the executor and the worker of a process need. */
@Module({
  imports: [ExecutionsModule, FlowsModule],
  providers: [DueTriggers, EvaluateSchedule, Scheduler, SeeFlows, TriggerExecutions, TriggerRenderers, UnseenFlows],
  exports: [Scheduler],
})
export class TriggersModule {}
