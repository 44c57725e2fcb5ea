import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { IllegalStateError } from '../model/errors.js';
import type {
  Command,
  CommandResult,
  OutputStream,
  ProcessLauncher,
} from '../plugins/api/task-runner.js';
import { splitLines } from '../plugins/api/line-splitter.js';
import { newMark, processesWith, type Mark } from './process-mark.js';

/** Between asking a process group to stop and stopping it. */
const KILL_GRACE_MS = 5_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** The server's secrets and configuration, passwords among it: a command would print them without a mask. */
const PRIVATE = /^(SECRET|KESTRA|MICRONAUT|DATASOURCES)_/;

function inheritable(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !PRIVATE.test(name)));
}

/**
 * Runs commands as child processes, each in a process group of its own and with a mark in its environment, so that a kill
 * reaches everything it started.
 * Lines are handed on as they come; while the receiver is busy the pipe fills and the command waits.
 */
export class ChildProcessLauncher implements ProcessLauncher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly environment: Environment;

  constructor(
    /** Processes that may run at once. */
    private readonly limit: number,
    /** The server's own; what is private in it is kept from commands. */
    environment: Environment,
    private readonly killGraceMs = KILL_GRACE_MS,
  ) {
    this.environment = inheritable(environment);
  }

  async run(command: Command, signal: AbortSignal): Promise<CommandResult> {
    await this.admission();
    try {
      signal.throwIfAborted();
      return await this.execute(command, signal);
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }

  private async admission(): Promise<void> {
    if (this.running >= this.limit) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.running++;
  }

  private async execute(command: Command, signal: AbortSignal): Promise<CommandResult> {
    const [program = '', ...args] = command.argv;
    const mark = newMark();
    const child = spawn(program, args, {
      cwd: command.workingDirectory,
      env: { ...this.environment, ...command.env, ...mark },
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = endOf(child, program);
    const stopper = new FamilyStopper(child, mark, this.killGraceMs);
    signal.addEventListener('abort', stopper.stop);
    try {
      await Promise.all([
        ended,
        forward(child.stdout, 'stdout', command),
        forward(child.stderr, 'stderr', command),
      ]);
      signal.throwIfAborted();
      return { exitCode: await ended };
    } catch (error) {
      stopper.stop();
      await ended.catch(() => undefined);
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stopper.stop);
      stopper.done();
    }
  }
}

/** The exit code; 128 + n when signal n ended it, as shells say. Rejects when the program could not be started. */
function endOf(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new IllegalStateError(
          `Cannot start "${program}": ${error.message}. Is it installed on the worker?`,
        ),
      ),
    );
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : (SIGNALS[signal] ?? 0))),
    );
  });
}

const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

async function forward(source: Readable, stream: OutputStream, command: Command): Promise<void> {
  for await (const lines of splitLines(source)) {
    for (const line of lines) {
      const busy = command.onLine(line, stream);
      if (busy instanceof Promise) {
        await busy;
      }
    }
  }
}

/** Asks everything that the command started to stop, and stops it for good after a grace. */
class FamilyStopper {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly child: ChildProcess,
    private readonly mark: Mark,
    private readonly graceMs: number,
  ) {}

  readonly stop = (): void => {
    if (this.stopped) {
      return;
    }
    this.stopped = true;
    this.signal('SIGTERM');
    this.timer = setTimeout(() => {
      this.signal('SIGKILL');
      // One that nobody may signal can still hold the pipes open.
      this.child.stdout?.destroy();
      this.child.stderr?.destroy();
    }, this.graceMs);
  };

  /** The command is over; what it left behind in the background goes with it when it was stopped. */
  done(): void {
    if (this.stopped) {
      clearTimeout(this.timer);
      this.signal('SIGKILL');
    }
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) {
      return;
    }
    send(process.platform === 'win32' ? pid : -pid, signal);
    processesWith(this.mark).forEach((member) => send(member, signal));
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Nobody is left there.
  }
}
