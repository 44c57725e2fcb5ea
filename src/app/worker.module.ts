import { Module } from '@nestjs/common';
import { TriggersModule } from '../triggers/index.js';

/** Runs tasks and asks polling triggers. */
@Module({ imports: [TriggersModule] })
export class WorkerModule {}
