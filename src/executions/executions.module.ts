import { Module } from '@nestjs/common';
import { FlowsModule } from '../flows/index.js';
import { CreateExecution } from './create-execution.js';
import { FlowExpressions } from './flow-expressions.js';
import { InputResolver } from './input-resolver.js';
import { ExecutionRepository } from './store/execution.repository.js';

/** What other features need of executions; the routes are in ExecutionsHttpModule. */
@Module({
  imports: [FlowsModule],
  providers: [ExecutionRepository, FlowExpressions, InputResolver],
  exports: [ExecutionRepository, FlowExpressions, InputResolver],
})
export class ExecutionsModule {}
