import { Module } from '@nestjs/common';

/** Evaluates triggers. */
@Module({})
export class SchedulerModule {}
