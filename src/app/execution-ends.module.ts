import { Global, Module } from '@nestjs/common';
import { ExecutionRepository } from '../executions/index.js';
import { ExecutionEnds } from '../logs/index.js';
import { isTerminated } from '../model/state.js';

/** Tells followers of logs when an execution is over. */
@Global()
@Module({
  providers: [
    ExecutionRepository,
    {
      provide: ExecutionEnds,
      inject: [ExecutionRepository],
      useFactory: (executions: ExecutionRepository): ExecutionEnds => ({
        hasEnded: async (executionId) => {
          const execution = await executions.findExecution(executionId);
          return execution === undefined || isTerminated(execution.state.current);
        },
      }),
    },
  ],
  exports: [ExecutionEnds],
})
export class ExecutionEndsModule {}
