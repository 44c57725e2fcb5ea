import { Module } from '@nestjs/common';
import { Configuration } from './configuration.js';
import { MiscController } from './http/misc.controller.js';

/** The API and the user interface. */
@Module({
  controllers: [MiscController],
  providers: [Configuration],
})
export class WebserverModule {}
