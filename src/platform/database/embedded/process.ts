import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { chmod, chown, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { StartupError } from '../../startup-error.js';
import type { Account } from './account.js';
import type { BinaryFolder } from './binary.js';
import { initArguments, serverArguments, type Settings } from './settings.js';

/**
 * PostgreSQL must not survive a server that was killed. A shell keeps the reading end of a pipe whose writing end only
 * our process has: when we are gone it asks PostgreSQL for a fast shutdown. A line through the pipe sends it home.
 * The double fork keeps the shell from becoming a child of PostgreSQL, which would wonder about it.
 */
const WITH_WATCHDOG =
  '( (read -r _ <&3 || kill -INT $$) & ) 2>/dev/null >/dev/null; exec "$0" "$@" 3<&-';

const LINES_KEPT = 20;

/** A PostgreSQL started by us. */
export class PostgresProcess {
  private readonly lines: string[] = [];
  readonly exited: Promise<void>;
  private ended = false;

  private constructor(private readonly child: ChildProcess) {
    this.exited = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        this.lines.push(error.message);
        resolve();
      });
      child.once('exit', () => resolve());
    }).then(() => {
      this.ended = true;
      this.dismissWatchdog();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.keep(text));
  }

  /** In a session of its own: Ctrl-C in the terminal is for the server, which stops PostgreSQL last. */
  static spawn(
    binaries: BinaryFolder,
    dataDirectory: string,
    socketDirectory: string,
    account: Account | undefined,
    overrides?: Settings,
  ): PostgresProcess {
    const postgres = join(binaries, 'bin', 'postgres');
    const child = spawn(
      '/bin/sh',
      [
        '-c',
        WITH_WATCHDOG,
        postgres,
        ...serverArguments(dataDirectory, socketDirectory, overrides),
      ],
      {
        cwd: '/',
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
        env: { LC_ALL: 'C' },
        ...identity(account),
      },
    );
    return new PostgresProcess(child);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get hasExited(): boolean {
    return this.ended;
  }

  /** The last lines it wrote, for an error message. */
  get output(): string {
    return this.lines.join('\n');
  }

  signal(name: 'SIGINT' | 'SIGQUIT'): void {
    this.child.kill(name);
  }

  private keep(text: string): void {
    this.lines.push(...text.split('\n').filter((line) => line !== ''));
    this.lines.splice(0, this.lines.length - LINES_KEPT);
  }

  private dismissWatchdog(): void {
    const pipe = this.child.stdio[3] as Writable | null | undefined;
    pipe?.on('error', () => undefined);
    pipe?.end('\n');
  }
}

/**
 * Makes a new data directory. It appears complete or not at all, so that a start that was cut off leaves nothing half
 * made behind, and of two servers that start at once one wins.
 */
export async function initialise(
  binaries: BinaryFolder,
  dataDirectory: string,
  account: Account | undefined,
): Promise<void> {
  const unfinished = await mkdtemp(join(dirname(dataDirectory), 'postgres-new-'));
  try {
    await chmod(unfinished, 0o700);
    if (account) {
      await chown(unfinished, account.uid, account.gid);
    }
    await promisify(execFile)(join(binaries, 'bin', 'initdb'), initArguments(unfinished), {
      cwd: '/',
      env: { LC_ALL: 'C' },
      ...identity(account),
    });
    await rename(unfinished, dataDirectory).catch(otherWasFaster);
  } catch (error) {
    const text = (error as { stderr?: string }).stderr ?? String(error);
    throw new StartupError(
      `Cannot create the database directory ${dataDirectory}: ${text.trim()}`,
      1,
      { cause: error },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function otherWasFaster(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') {
    throw error;
  }
}

function identity(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}
