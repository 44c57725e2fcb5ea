import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { processFolder, sweepDeadFolders } from './process-folder.js';

let root: string;
let other: ChildProcess | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'process-folder-'));
});
afterEach(async () => {
  other?.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

/** The folder that the process would have; it holds a file. */
async function folderOf(name: string): Promise<void> {
  await mkdir(join(root, name, 'run-1'), { recursive: true });
  await writeFile(join(root, name, 'run-1', 'half.csv'), 'a,b');
}

async function ownName(): Promise<string> {
  return basename(await processFolder(root));
}

describe('folders of processes', () => {
  test('a living process keeps its own', async () => {
    const own = await processFolder(root);
    await writeFile(join(own, 'file'), 'x');
    expect(await sweepDeadFolders(root)).toEqual([]);
    expect(await readdir(own)).toEqual(['file']);
  });

  test('is for its own user only, whoever else may use the root', async () => {
    expect((await stat(await processFolder(root))).mode & 0o777).toBe(0o700);
  });

  // Other systems do not tell when a process began.
  const onLinux = process.platform === 'linux' ? test : test.skip;

  onLinux(
    'those of dead processes of this machine go at once, those of living ones stay',
    async () => {
      other = spawn('sleep', ['60']);
      const prefix = (await ownName()).replace(/-\d+-\d+$/, '');
      const start = await startOf(other.pid);
      const living = `${prefix}-${other.pid}-${start}`;
      const reusedId = `${prefix}-${other.pid}-${Number(start) - 1}`;
      const dead = `${prefix}-4194305-1`;
      await Promise.all([living, reusedId, dead].map(folderOf));

      expect((await sweepDeadFolders(root)).sort()).toEqual([reusedId, dead].sort());
      expect((await readdir(root)).sort()).toEqual([await ownName(), living].sort());
    },
  );

  test('one of another machine goes when it showed no life for an hour', async () => {
    const [silent, busy] = ['kestra-process-elsewhere-1-100', 'kestra-process-elsewhere-1-200'];
    await Promise.all([silent, busy].map(folderOf));
    const before = new Date(Date.now() - 61 * 60_000);
    await utimes(join(root, silent), before, before);

    expect(await sweepDeadFolders(root)).toEqual([silent]);
    expect(await readdir(root)).toEqual([busy]);
  });

  test('nothing else is touched, and a missing root is empty', async () => {
    await folderOf('run-1');
    expect(await sweepDeadFolders(root)).toEqual([]);
    expect(await sweepDeadFolders(join(root, 'absent'))).toEqual([]);
    expect(await readdir(root)).toEqual(['run-1']);
  });
});

async function startOf(pid: number | undefined): Promise<string> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8');
  return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
