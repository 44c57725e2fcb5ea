import type { RunContext } from './run-context.js';

export const DOCKER_RUNNER = 'io.kestra.plugin.scripts.runner.docker.Docker';
export const PROCESS_RUNNER = 'io.kestra.plugin.core.runner.Process';

/** What becomes of tasks for the Docker runner, which script tasks mean unless they say another one (plugins.md §1.6). */
export interface TaskRunnerSettings {
  /** `DOCKER`: they need an engine. `PROCESS`: they run on the worker. `AUTO`: in an engine if one answers. */
  readonly mode: 'PROCESS' | 'DOCKER' | 'AUTO';
  readonly docker?: DockerPlace;
  /** Unique name of this process: when it is killed, a later one finds the containers that it leaves. */
  readonly processName?: string;
}

/** Where a Docker engine is. */
export interface DockerPlace {
  /** Absent: a usual socket of this machine. */
  readonly host?: string;
  /** For addresses `tcp://` and `https://`; absent: `tcp://` is not encrypted, and `https://` is checked as usual. */
  readonly tls?: {
    readonly verify: boolean;
    /** Folder of `ca.pem`, `cert.pem` and `key.pem`. */
    readonly certPath?: string;
  };
}

export type OutputStream = 'stdout' | 'stderr';

/** A command to run for a script task. */
export interface Command {
  readonly argv: readonly string[];
  /** Added to the environment that the runner gives. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path on this machine; the command runs in it. */
  readonly workingDirectory: string;
  /** What the task says. */
  readonly containerImage?: string;
  /** Where neither the task nor the runner says one. */
  readonly defaultImage?: string;
  /** Called in order for each line; the command is slowed down while a returned promise is pending. */
  readonly onLine: (line: string, stream: OutputStream) => Promise<void> | void;
}

export interface CommandResult {
  readonly exitCode: number;
}

/** Where the commands of script tasks run. Rejects when the command could not be run or was killed by `ctx.signal`. */
export interface TaskRunner {
  run(ctx: RunContext, command: Command): Promise<CommandResult>;
}

/** Child processes of this machine; the only door to them. The number running at once is limited per server process. */
export interface ProcessLauncher {
  run(command: Command, signal: AbortSignal): Promise<CommandResult>;
}
