import { readFile, rm } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a running PostgreSQL writes into `postmaster.pid` of its data directory. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly socketDirectory: string;
  readonly status: string;
}

/** Undefined when the text is not complete yet: the server writes it line by line. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const [pid, , , port, socketDirectory, , , status] = text.split('\n').map((line) => line.trim());
  if (!pid || !port || socketDirectory === undefined) {
    return undefined;
  }
  return { pid: Number(pid), port: Number(port), socketDirectory, status: status ?? '' };
}

export async function readPostmasterFile(
  dataDirectory: string,
): Promise<PostmasterFile | undefined> {
  try {
    return parsePostmasterFile(await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Removes what a killed PostgreSQL left behind. PostgreSQL does so itself, except when its old process id now belongs
 * to another program of the same user, which is common in containers, where ids are small.
 */
export async function removeStaleFiles(dataDirectory: string): Promise<void> {
  for (const name of ['postmaster.pid', '.s.PGSQL.5432', '.s.PGSQL.5432.lock']) {
    await rm(join(dataDirectory, name), { force: true });
  }
}

/** True when the process lives and is a PostgreSQL server. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) {
    return false;
  }
  const name =
    (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined)) ??
    (await promisify(execFile)('ps', ['-o', 'comm=', '-p', String(pid)])
      .then(({ stdout }) => stdout)
      .catch(() => ''));
  return name.trim().endsWith('postgres');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
