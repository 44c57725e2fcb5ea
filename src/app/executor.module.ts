import { Module } from '@nestjs/common';
import { TriggersModule } from '../triggers/index.js';

/** Decides about executions, and hears for the Flow triggers what they do. */
@Module({ imports: [TriggersModule] })
export class ExecutorModule {}
