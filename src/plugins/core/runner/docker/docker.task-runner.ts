import { chmod } from 'node:fs/promises';
import { IllegalArgumentError, IllegalStateError } from '../../../../model/errors.js';
import { TaskRunnerType } from '../../../api/plugin-type.js';
import { Property } from '../../../api/property.js';
import type { RunContext } from '../../../api/run-context.js';
import type { Command, CommandResult, TaskRunner } from '../../../api/task-runner.js';
import { DOCKER_RUNNER, PROCESS_RUNNER } from '../../../api/task-runner.js';
import { Container } from './container.js';
import { containerSpec } from './container-spec.js';
import { DockerEngine } from './engine.js';
import type { PullPolicy } from './pull-image.js';
import { pullImage } from './pull-image.js';
import { loginHeader } from './registry-login.js';

/** Exit code after SIGKILL. */
const KILLED = 137;

@TaskRunnerType({
  type: DOCKER_RUNNER,
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
  pullPolicy: PullPolicy = 'IF_NOT_PRESENT';

  @Property('any', { description: 'Devices such as GPUs.' })
  deviceRequests?: unknown;

  @Property('map', { description: 'Limit of processors: `cpus`.' })
  cpu?: Readonly<Record<string, unknown>>;

  @Property('map', { description: 'Limits of memory.' })
  memory?: Readonly<Record<string, unknown>>;

  @Property('string', { description: 'Size of /dev/shm.' })
  shmSize?: string;

  @Property('string', {
    description:
      'How files get into the container and back: copied (`VOLUME`) or by a mount of the directory (`MOUNT`).',
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

  @Property('boolean', { description: 'Give the container all rights of the machine.' })
  privileged = false;

  @Property('string', { description: 'Accepted; the engine finds a name.' })
  containerName?: string;

  async run(ctx: RunContext, command: Command): Promise<CommandResult> {
    const { mode, docker = {} } = ctx.taskRunners;
    const reasons: string[] = [];
    const engine =
      mode === 'PROCESS'
        ? undefined
        : await DockerEngine.find({ ...docker, ...(this.host && { host: this.host }) }, (reason) =>
            reasons.push(reason),
          );
    if (engine !== undefined) {
      return this.runInContainer(engine, ctx, command);
    }
    if (mode === 'DOCKER') {
      throw new IllegalStateError(
        `This server cannot reach a Docker engine (${reasons.join('; ')}). ` +
          'Set DOCKER_HOST, or run the commands on the worker itself: ' +
          `\`taskRunner: {type: ${PROCESS_RUNNER}}\` on the task, or for all tasks ` +
          '`kestra.tasks.scripts.default-task-runner: PROCESS` in the configuration of the server',
      );
    }
    ctx.logger.warn(
      `${mode === 'PROCESS' ? 'This server uses no Docker engine' : `No Docker engine answers (${reasons.join('; ')})`}: ` +
        'the commands run as a process on the worker, as `kestra.tasks.scripts.default-task-runner` says',
    );
    return ctx.processes.run(command, ctx.signal);
  }

  private async runInContainer(
    engine: DockerEngine,
    ctx: RunContext,
    command: Command,
  ): Promise<CommandResult> {
    const image = this.imageOf(command);
    const headers = loginHeader(image, this.credentials, this.config);
    await pullImage(engine, { image, policy: this.pullPolicy, headers, signal: ctx.signal });
    const volumes = [...this.allowedVolumes(ctx), ...(await this.mounts(command))];
    const isRemoved = this.delete && this.wait;
    const spec = containerSpec(ctx, command, image, {
      ...this,
      volumes,
      keepsOutput: !isRemoved,
      owner: isRemoved ? ctx.taskRunners.processName : undefined,
    });
    if (isRemoved) {
      await Container.removeRunning(engine, ctx.taskRunId);
    }
    const container = await Container.create(engine, spec);
    try {
      return await this.runContainer(container, ctx, command);
    } finally {
      if (isRemoved) {
        await container.remove().catch((error: unknown) => {
          ctx.logger.warn(`The container could not be removed: ${(error as Error).message}`);
        });
      }
    }
  }

  private async runContainer(
    container: Container,
    ctx: RunContext,
    command: Command,
  ): Promise<CommandResult> {
    const copies = this.fileHandlingStrategy === 'VOLUME';
    if (copies) {
      await container.copyIn(command.workingDirectory);
    }
    ctx.signal.throwIfAborted();
    if (!this.wait) {
      await container.start();
      return { exitCode: 0 };
    }
    const stop = { signal: ctx.signal, graceMs: this.killGracePeriod ?? 0 };
    const exitCode = await container.run(command, stop);
    ctx.signal.throwIfAborted();
    if (exitCode === KILLED && (await container.isOutOfMemory())) {
      ctx.logger.error('The container used more memory than `memory` of its task runner allows');
    }
    if (copies) {
      await container.copyOut(command.workingDirectory);
    }
    return { exitCode };
  }

  private async mounts({ workingDirectory }: Command): Promise<readonly string[]> {
    if (this.fileHandlingStrategy !== 'MOUNT') {
      return [];
    }
    if (this.user !== undefined) {
      // It belongs to the user of the server alone.
      await chmod(workingDirectory, 0o777);
    }
    return [`${workingDirectory}:${workingDirectory}`];
  }

  private imageOf({ containerImage, defaultImage }: Command): string {
    const image = containerImage ?? this.image ?? defaultImage;
    if (image === undefined) {
      throw new IllegalArgumentError('containerImage: the Docker task runner needs an image');
    }
    return image;
  }

  /** Folders of the machine are shared only where the server's administrator allows it. */
  private allowedVolumes(ctx: RunContext): readonly string[] {
    const { volumes = [] } = this;
    const configuration = ctx.configurationOf(DOCKER_RUNNER);
    const isAllowed = configuration['volume-enabled'] ?? configuration['volumeEnabled'];
    if (volumes.length > 0 && String(isAllowed) !== 'true') {
      throw new IllegalArgumentError(
        `volumes: not allowed here; set \`volume-enabled: true\` for ${DOCKER_RUNNER} under \`kestra.plugins.configurations\``,
      );
    }
    return volumes;
  }
}
