import { Installation, type ServerProcess } from './installation.js';

/** How soon the others notice that a process is gone or stands still. */
const LEASE = {
  'kestra.server.liveness.timeout': 'PT4S',
  'kestra.server.liveness.heartbeat-interval': 'PT0.5S',
};

export interface SplitServers {
  readonly installation: Installation;
  readonly webserver: ServerProcess;
  readonly scheduler: ServerProcess;
  readonly executors: ServerProcess[];
  readonly workers: ServerProcess[];
}

/** A process per role, two executors and two workers, on one PostgreSQL. */
export async function startSplit(): Promise<SplitServers> {
  const installation = await Installation.split(LEASE);
  try {
    // The first one makes the schema.
    const webserver = await installation.start('webserver');
    const [scheduler, ...others] = await Promise.all(
      ['scheduler', 'executor', 'executor', 'worker', 'worker'].map((role) =>
        installation.start(role),
      ),
    );
    if (scheduler === undefined) {
      throw new Error('no scheduler');
    }
    const [executors, workers] = [others.slice(0, 2), others.slice(2)];
    return { installation, webserver, scheduler, executors, workers };
  } catch (error) {
    await installation.remove();
    throw error;
  }
}
