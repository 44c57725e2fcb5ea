import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { sweepDeadFolders } from '../../src/platform/process-folder.js';
import { LocalStorage, unfinishedFolder } from '../../src/platform/storage/local-storage.js';
import { waitFor } from '../support/wait-for.js';

jest.setTimeout(60_000);

describe('a process that is killed while it writes', () => {
  let storage: string;
  let work: string;
  const writers: ChildProcess[] = [];

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'killed-storage-'));
    work = await mkdtemp(join(tmpdir(), 'killed-work-'));
  });
  afterEach(async () => {
    await Promise.all(writers.splice(0).map(kill));
    await Promise.all([storage, work].map((root) => rm(root, { recursive: true, force: true })));
  });

  /** Running, with bytes in both places. */
  async function startWriter(): Promise<ChildProcess> {
    const script = ['--import', './test/support/typescript.js', 'test/storage/endless-writer.ts'];
    const writer = spawn(process.execPath, [...script, storage, work], { stdio: 'inherit' });
    writers.push(writer);
    const begun = async (root: string): Promise<boolean> =>
      (await bytesOf(root)).filter(({ folder }) => folder.includes(`-${writer.pid}-`)).length > 0;
    await waitFor(
      async () => (await begun(unfinishedFolder(storage))) && (await begun(work)),
      30_000,
    );
    return writer;
  }

  test('leaves nothing under the final name, and the next start removes the rest of it only', async () => {
    const [dead, living] = [await startWriter(), await startWriter()];
    await kill(dead);
    const reader = new LocalStorage(storage);
    expect(await reader.list('/', { recursive: true })).toEqual([]);

    for (const root of [unfinishedFolder(storage), work]) {
      expect(await bytesOf(root)).toHaveLength(2);
      expect(await sweepDeadFolders(root)).toEqual([
        expect.stringContaining(`-${dead.pid}-`) as unknown as string,
      ]);
      expect(await bytesOf(root)).toEqual([
        { folder: expect.stringContaining(`-${living.pid}-`) as unknown as string },
      ]);
    }
  });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }
}

/** The folders of files that are not empty. */
async function bytesOf(root: string): Promise<{ folder: string }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const found: { folder: string }[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await stat(path)).size > 0) {
      found.push({ folder: entry.parentPath });
    }
  }
  return found;
}
