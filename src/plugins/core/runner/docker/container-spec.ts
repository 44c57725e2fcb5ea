import { IllegalArgumentError } from '../../../../model/errors.js';
import { parseSize } from '../../../api/size.js';
import type { RunContext } from '../../../api/run-context.js';
import type { Command } from '../../../api/task-runner.js';

export const TASK_RUN_LABEL = 'kestra.io/taskrun-id';

/** The process that removes the container. */
export const SERVER_LABEL = 'kestra.io/server-process';

/** What the task runner's properties say about a container. */
export interface ContainerOptions {
  readonly user?: string | undefined;
  readonly entryPoint: readonly string[];
  readonly extraHosts?: readonly string[] | undefined;
  readonly networkMode?: string | undefined;
  readonly volumes?: readonly string[] | undefined;
  readonly deviceRequests?: unknown;
  readonly cpu?: Readonly<Record<string, unknown>> | undefined;
  readonly memory?: Readonly<Record<string, unknown>> | undefined;
  readonly shmSize?: string | undefined;
  readonly portBindings?: readonly string[] | undefined;
  readonly privileged?: boolean | undefined;
  /** The engine keeps the output, for those who look at the container later. */
  readonly keepsOutput: boolean;
  /** Name of the process that removes it; undefined: nobody does. */
  readonly owner?: string | undefined;
}

/** Body of the engine's call that creates a container. */
export function containerSpec(
  ctx: Pick<RunContext, 'flow' | 'task' | 'executionId' | 'taskRunId' | 'attempt'>,
  command: Command,
  image: string,
  options: ContainerOptions,
): Readonly<Record<string, unknown>> {
  const ports = (options.portBindings ?? []).map(portBinding);
  return {
    Image: image,
    Cmd: command.argv,
    Env: Object.entries(command.env).map(([name, value]) => `${name}=${value}`),
    WorkingDir: command.workingDirectory,
    User: options.user ?? '',
    Entrypoint: options.entryPoint,
    AttachStdout: true,
    AttachStderr: true,
    Labels: {
      'kestra.io/namespace': ctx.flow.namespace,
      'kestra.io/flow-id': ctx.flow.id,
      'kestra.io/task-id': ctx.task.id,
      'kestra.io/execution-id': ctx.executionId,
      [TASK_RUN_LABEL]: ctx.taskRunId,
      'kestra.io/taskrun-attempt': String(ctx.attempt - 1),
      ...(options.owner === undefined ? {} : { [SERVER_LABEL]: options.owner }),
    },
    ExposedPorts: Object.fromEntries(ports.map(({ container }) => [container, {}])),
    HostConfig: {
      ...limits(options),
      Binds: options.volumes ?? [],
      ExtraHosts: options.extraHosts ?? [],
      NetworkMode: options.networkMode,
      ...(options.keepsOutput ? {} : { LogConfig: { Type: 'none' } }),
      Privileged: options.privileged ?? false,
      DeviceRequests: deviceRequests(options.deviceRequests),
      PortBindings: Object.fromEntries(
        ports.map(({ address, host, container }) => [
          container,
          [{ ...(address !== '' && { HostIp: address }), HostPort: host }],
        ]),
      ),
    },
  };
}

/** Members that are undefined vanish in the JSON, and the engine takes its own default. */
function limits({ cpu, memory, shmSize }: ContainerOptions): Record<string, unknown> {
  const size = (name: string): number | undefined => sizeOf(`memory.${name}`, memory?.[name]);
  return {
    NanoCpus: cpu?.['cpus'] === undefined ? undefined : Math.round(Number(cpu['cpus']) * 1e9),
    Memory: size('memory'),
    MemorySwap: size('memorySwap'),
    MemoryReservation: size('memoryReservation'),
    KernelMemory: size('kernelMemory'),
    MemorySwappiness: numberOf(memory?.['memorySwappiness']),
    OomKillDisable:
      memory?.['oomKillDisable'] === undefined
        ? undefined
        : String(memory['oomKillDisable']) === 'true',
    ShmSize: sizeOf('shmSize', shmSize),
  };
}

/** -1 is no limit. */
function sizeOf(name: string, size: unknown): number | undefined {
  return size === undefined || String(size) === '-1'
    ? numberOf(size)
    : parseSize(name, String(size));
}

function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function portBinding(binding: string): { address: string; host: string; container: string } {
  const match = /^(?:(?:([\d.]+|\[[\da-f:]+\]):)?(\d*):)?(\d+)(\/(?:tcp|udp|sctp))?$/i.exec(
    binding,
  );
  if (match === null) {
    throw new IllegalArgumentError(
      `portBindings: \`${binding}\` must be a port of the host and one of the container such as 8080:80 or 127.0.0.1:8080:80/udp`,
    );
  }
  const [, address = '', host = '', port = '', protocol = '/tcp'] = match;
  return { address: address.replace(/^\[|\]$/g, ''), host, container: port + protocol };
}

function deviceRequests(declared: unknown): unknown[] | undefined {
  if (!Array.isArray(declared)) {
    return undefined;
  }
  return (declared as Record<string, unknown>[]).map((request) => ({
    Driver: request['driver'],
    Count: numberOf(request['count']),
    DeviceIDs: request['deviceIds'],
    Capabilities: request['capabilities'],
    Options: request['options'],
  }));
}
