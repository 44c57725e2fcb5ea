import { Module } from '@nestjs/common';

/** Decides about executions. */
@Module({})
export class ExecutorModule {}
