import { IllegalStateError } from '../../../model/errors.js';
import { TaskRunnerType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { CommandResult, TaskRunner } from '../../api/task-runner.js';

@TaskRunnerType({
  type: 'io.kestra.plugin.scripts.runner.docker.Docker',
  aliases: ['io.kestra.plugin.scripts.runner.docker.DockerTaskRunner'],
  title: 'Run commands in a Docker container.',
})
export class DockerTaskRunner implements TaskRunner {
  @Property('string', { description: 'Address of the Docker engine.' })
  host?: string;

  @Property('any', { description: 'Content of a Docker `config.json`.' })
  config?: unknown;

  @Property('map', { description: 'Login of the registry.' })
  credentials?: Readonly<Record<string, unknown>>;

  @Property('string', { description: 'Image, unless the task says one.' })
  image?: string;

  @Property('string', { description: 'User inside the container.' })
  user?: string;

  @Property('list', { description: "Replaces the image's entry point." })
  entryPoint: string[] = [''];

  @Property('list', { description: 'More lines of the hosts file, `name:address`.' })
  extraHosts?: string[];

  @Property('string', { description: 'Network mode.' })
  networkMode?: string;

  @Property('list', { description: 'Bind mounts, `source:target`.' })
  volumes?: string[];

  @Property('string', {
    description: 'When to pull.',
    values: ['ALWAYS', 'IF_NOT_PRESENT', 'NEVER'],
  })
  pullPolicy = 'IF_NOT_PRESENT';

  @Property('any', { description: 'Devices such as GPUs.' })
  deviceRequests?: unknown;

  @Property('map', { description: 'Limit of processors: `cpus`.' })
  cpu?: Readonly<Record<string, unknown>>;

  @Property('map', { description: 'Limits of memory.' })
  memory?: Readonly<Record<string, unknown>>;

  @Property('string', { description: 'Size of /dev/shm.' })
  shmSize?: string;

  @Property('string', {
    description: 'How files get into the container.',
    values: ['VOLUME', 'MOUNT'],
  })
  fileHandlingStrategy = 'VOLUME';

  @Property('boolean', { description: 'Remove the container at the end.' })
  delete = true;

  @Property('boolean', { description: 'Wait for the end of the container.' })
  wait = true;

  @Property('duration', { description: 'Between asking the container to stop and stopping it.' })
  killGracePeriod?: number;

  @Property('boolean', { description: 'Accepted and ignored.' })
  resume?: boolean;

  @Property('list', { description: 'Published ports, `host:container`.' })
  portBindings?: string[];

  run(): Promise<CommandResult> {
    throw new IllegalStateError(
      'This server cannot reach a Docker engine. Run the commands on the worker itself: ' +
        '`taskRunner: {type: io.kestra.plugin.core.runner.Process}` on the task, or for all tasks under ' +
        '`kestra.plugins.defaults` in the configuration',
    );
  }
}
