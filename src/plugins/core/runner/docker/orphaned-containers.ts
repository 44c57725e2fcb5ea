import type { TaskRunnerSettings } from '../../../api/task-runner.js';
import { Container } from './container.js';
import { DockerEngine } from './engine.js';

/** Removes the containers of servers that were killed, if there is an engine; gives their ids. */
export async function removeOrphanedContainers(
  { mode, docker = {} }: TaskRunnerSettings,
  isDead: (processName: string) => boolean,
): Promise<string[]> {
  const engine = mode === 'PROCESS' ? undefined : await DockerEngine.find(docker);
  return engine === undefined ? [] : Container.removeOrphans(engine, isDead);
}
