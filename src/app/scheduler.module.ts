import { Module } from '@nestjs/common';
import { TriggersModule } from '../triggers/index.js';

/** Evaluates triggers. */
@Module({ imports: [TriggersModule] })
export class SchedulerModule {}
