import { Module, RequestMethod } from '@nestjs/common';
import type { MiddlewareConsumer, NestModule } from '@nestjs/common';
import { FlowsModule } from '../flows/index.js';
import { BulkActions } from './bulk-actions.js';
import { ControlExecution } from './control-execution.js';
import { CreateExecution } from './create-execution.js';
import { DeleteExecution } from './delete-execution.js';
import { EvaluateExpression } from './evaluate-expression.js';
import { ExecutionsModule } from './executions.module.js';
import { ActionController } from './http/action.controller.js';
import { flowsNamedLikeActions } from './http/action-named-flow.js';
import { BulkReplayController } from './http/bulk-replay.controller.js';
import { BulkController } from './http/bulk.controller.js';
import { CreateExecutionController } from './http/create.controller.js';
import { ExecutionUrls } from './http/execution-url.js';
import { ExecutionController } from './http/execution.controller.js';
import { ExecutionFileController } from './http/file.controller.js';
import { FollowExecutionController } from './http/follow.controller.js';
import { ExecutionGraphController } from './http/graph.controller.js';
import { LegacyActionController } from './http/legacy-action.controller.js';
import { OutputController } from './http/output.controller.js';
import { RenderController } from './http/render.controller.js';
import { ReplayController } from './http/replay.controller.js';
import { SearchExecutionController } from './http/search.controller.js';
import { ExecutionFiles } from './execution-files.js';
import { StatisticsController } from './http/statistics.controller.js';
import { OpenExecutions } from './open-execution.js';
import { ReadStatistics } from './read-statistics.js';
import { RenderExpressions } from './render-expressions.js';
import { ReplayExecution } from './replay-execution.js';
import { RestartExecution } from './restart-execution.js';
import { ResumeExecution } from './resume-execution.js';
import { SearchExecutions } from './search-executions.js';
import { SetLabels } from './set-labels.js';
import { ValidateInputs } from './validate-inputs.js';
import { WatchExecution } from './watch-execution.js';

/**
 * The routes of executions with their verbs. Order matters: routes with fixed words come before those with parameters,
 * `POST executions/{namespace}/{id}` comes last.
 */
@Module({
  imports: [ExecutionsModule, FlowsModule],
  controllers: [
    SearchExecutionController,
    BulkController,
    BulkReplayController,
    FollowExecutionController,
    ActionController,
    LegacyActionController,
    ReplayController,
    ExecutionFileController,
    ExecutionGraphController,
    OutputController,
    StatisticsController,
    RenderController,
    ExecutionController,
    CreateExecutionController,
  ],
  providers: [
    BulkActions,
    ControlExecution,
    CreateExecution,
    DeleteExecution,
    EvaluateExpression,
    ExecutionFiles,
    ExecutionUrls,
    OpenExecutions,
    ReadStatistics,
    RenderExpressions,
    ReplayExecution,
    RestartExecution,
    ResumeExecution,
    SearchExecutions,
    SetLabels,
    ValidateInputs,
    WatchExecution,
  ],
  exports: [CreateExecution, ReadStatistics, WatchExecution, ExecutionUrls],
})
export class ExecutionsHttpModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(flowsNamedLikeActions)
      .forRoutes({ path: 'api/v1/*path', method: RequestMethod.ALL });
  }
}
