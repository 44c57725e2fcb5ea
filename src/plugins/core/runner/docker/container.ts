import type { Readable } from 'node:stream';
import { IllegalStateError } from '../../../../model/errors.js';
import type { Command } from '../../../api/task-runner.js';
import { packDirectory, unpackInto } from './directory-archive.js';
import { SERVER_LABEL, TASK_RUN_LABEL } from './container-spec.js';
import type { DockerEngine } from './engine.js';
import { forwardOutput } from './output-frames.js';

/** A container of an engine, from its creation to its removal. */
export class Container {
  private constructor(
    private readonly engine: DockerEngine,
    private readonly path: string,
  ) {}

  static async create(
    engine: DockerEngine,
    spec: Readonly<Record<string, unknown>>,
  ): Promise<Container> {
    const made = (await engine.call('POST', '/containers/create', { json: spec })) as {
      Id: string;
    };
    return new Container(engine, `/containers/${made.Id}`);
  }

  /** Copies a directory of this machine to the same path inside. */
  async copyIn(directory: string): Promise<void> {
    await this.engine.call('PUT', `${this.path}/archive`, {
      query: { path: '/' },
      headers: { 'content-type': 'application/x-tar' },
      body: await packDirectory(directory),
    });
  }

  /** Copies what is at that path inside back into the directory. */
  async copyOut(directory: string): Promise<void> {
    const archive = await this.engine.open('GET', `${this.path}/archive`, {
      query: { path: directory },
    });
    await unpackInto(directory, archive);
  }

  /** Removes what an earlier process left running for a task run: one that was killed removed nothing. */
  static async removeRunning(engine: DockerEngine, taskRunId: string): Promise<void> {
    const filters = JSON.stringify({ label: [`${TASK_RUN_LABEL}=${taskRunId}`] });
    const found = await engine.call('GET', '/containers/json', { query: { filters } });
    for (const { Id } of found as readonly { Id: string }[]) {
      await new Container(engine, `/containers/${Id}`).remove();
    }
  }

  /** Removes what dead processes left, of tasks that never ran again; gives the ids. */
  static async removeOrphans(
    engine: DockerEngine,
    isDead: (processName: string) => boolean,
  ): Promise<string[]> {
    const query = { all: '1', filters: JSON.stringify({ label: [SERVER_LABEL] }) };
    const found = (await engine.call('GET', '/containers/json', { query })) as readonly {
      readonly Id: string;
      readonly Labels: Readonly<Record<string, string>>;
    }[];
    const orphans = found.filter(({ Labels }) => isDead(Labels[SERVER_LABEL] ?? ''));
    for (const { Id } of orphans) {
      await new Container(engine, `/containers/${Id}`).remove();
    }
    return orphans.map(({ Id }) => Id);
  }

  /** Starts, hands on the output, and gives the exit code. An abort stops the container; the code is then its own. */
  async run(command: Pick<Command, 'onLine'>, stop: Stop): Promise<number> {
    const output: Readable = await this.engine.open('POST', `${this.path}/attach`, {
      query: { stream: '1', stdout: '1', stderr: '1' },
    });
    const forwarding = forwardOutput(output, command);
    forwarding.catch(() => this.stop(0));
    const abort = (): void => void this.stop(stop.graceMs);
    stop.signal.addEventListener('abort', abort);
    try {
      await this.start();
      if (stop.signal.aborted) {
        abort();
      }
      // Asked after the start: an engine may miss an end that comes before it has begun to wait for the next one.
      const waiting = this.engine.call('POST', `${this.path}/wait`) as Promise<Ended>;
      const [end] = await Promise.all([waiting, forwarding]);
      if (end.Error?.Message) {
        throw new IllegalStateError(`The container could not be waited for: ${end.Error.Message}`);
      }
      return end.StatusCode;
    } finally {
      stop.signal.removeEventListener('abort', abort);
      output.destroy();
    }
  }

  async start(): Promise<void> {
    await this.engine.call('POST', `${this.path}/start`);
  }

  /** Whether its limit of memory ended it. */
  async isOutOfMemory(): Promise<boolean> {
    const { State } = (await this.engine.call('GET', `${this.path}/json`)) as {
      State?: { OOMKilled?: boolean };
    };
    return State?.OOMKilled === true;
  }

  async remove(): Promise<void> {
    await this.engine.call('DELETE', this.path, { query: { force: '1', v: '1' } });
  }

  /** One that has ended, or that nobody can reach, needs no stopping. */
  private async stop(graceMs: number): Promise<void> {
    const call =
      graceMs > 0
        ? this.engine.call('POST', `${this.path}/stop`, {
            query: { t: String(Math.ceil(graceMs / 1000)) },
          })
        : this.engine.call('POST', `${this.path}/kill`);
    await call.catch(() => undefined);
  }
}

export interface Stop {
  readonly signal: AbortSignal;
  /** Between asking the container to stop and stopping it. */
  readonly graceMs: number;
}

interface Ended {
  readonly StatusCode: number;
  readonly Error?: { readonly Message?: string };
}
