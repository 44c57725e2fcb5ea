import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ExecutorModule } from './executor.module.js';
import { HealthController } from './http/health.controller.js';
import { ProcessModule } from './process.module.js';
import { type Role, ROLES } from './role.js';
import { SchedulerModule } from './scheduler.module.js';
import { WebserverModule } from './webserver.module.js';
import { WorkerModule } from './worker.module.js';

const MODULES: Readonly<Record<Role, Type>> = {
  webserver: WebserverModule,
  executor: ExecutorModule,
  scheduler: SchedulerModule,
  worker: WorkerModule,
};

/** A process with some roles, or all of them. Every process has a web server, at least for its health. */
@Module({ controllers: [HealthController] })
export class StandaloneModule {
  static with(roles: readonly Role[], platform: DynamicModule): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [
        platform,
        ProcessModule.with(roles),
        ...ROLES.filter((role) => roles.includes(role)).map((role) => MODULES[role]),
      ],
    };
  }
}
