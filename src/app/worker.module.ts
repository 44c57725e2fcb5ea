import { Module } from '@nestjs/common';

/** Runs tasks. */
@Module({})
export class WorkerModule {}
