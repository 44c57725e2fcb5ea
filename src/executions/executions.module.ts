import { Module } from '@nestjs/common';
import { FlowsModule } from '../flows/index.js';
import { FlowExpressions } from './flow-expressions.js';
import { InputResolver } from './input-resolver.js';
import { ExecutionRepository } from './store/execution.repository.js';

/** Reading executions and their inputs, for every role. */
@Module({
  imports: [FlowsModule],
  providers: [ExecutionRepository, FlowExpressions, InputResolver],
  exports: [ExecutionRepository, FlowExpressions, InputResolver],
})
export class ExecutionsModule {}
