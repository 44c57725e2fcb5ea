import { Module } from '@nestjs/common';
import { ExecutionsModule } from '../executions/index.js';
import { FlowsModule } from '../flows/index.js';
import { LogsModule } from '../logs/index.js';
import { FindTrigger } from './find-trigger.js';
import { FlowTriggers } from './flow/flow-triggers.js';
import { HearExecution } from './flow/hear-execution.js';
import { Listeners } from './flow/listeners.js';
import { EndedExecutionConditions } from './listener-conditions.js';
import { ManageTriggers } from './manage-triggers.js';
import { EvaluatePolling } from './polling/evaluate-polling.js';
import { PollingTriggers } from './polling/polling-triggers.js';
import { EvaluateSchedule } from './schedule/evaluate-schedule.js';
import { RecoverMissed } from './schedule/recover-missed.js';
import { Scheduler } from './scheduler.js';
import { SeeFlows } from './see-flows.js';
import { Announcements } from './store/announcements.js';
import { DueTriggers } from './store/due-triggers.js';
import { PollingClaims } from './store/polling-claims.js';
import { TriggerRepository } from './store/trigger.repository.js';
import { UnseenFlows } from './store/unseen-flows.js';
import { TriggerExecutions } from './trigger-execution.js';
import { TriggerRenderers } from './trigger-renderer.js';

/** Triggers without their routes: what the scheduler, the executor and the worker of a process need. */
@Module({
  imports: [ExecutionsModule, FlowsModule, LogsModule],
  providers: [
    Announcements,
    DueTriggers,
    EndedExecutionConditions,
    EvaluatePolling,
    EvaluateSchedule,
    FindTrigger,
    FlowTriggers,
    HearExecution,
    Listeners,
    ManageTriggers,
    PollingClaims,
    PollingTriggers,
    RecoverMissed,
    Scheduler,
    SeeFlows,
    TriggerExecutions,
    TriggerRenderers,
    TriggerRepository,
    UnseenFlows,
  ],
  exports: [
    EndedExecutionConditions,
    FindTrigger,
    FlowTriggers,
    Listeners,
    ManageTriggers,
    PollingTriggers,
    Scheduler,
    SeeFlows,
    TriggerRepository,
  ],
})
export class TriggersModule {}
