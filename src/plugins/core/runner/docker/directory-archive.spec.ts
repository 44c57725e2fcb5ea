import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pack } from 'tar-stream';
import { unpackInto } from './directory-archive.js';

describe('the files of a container', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'archive-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  test('come with their folders and the links between them', async () => {
    const archive = pack();
    archive.entry({ name: 'work/sub', type: 'directory' });
    archive.entry({ name: 'work/sub/file' }, 'content');
    archive.entry({ name: 'work/link', type: 'symlink', linkname: 'sub/file' });
    archive.finalize();
    await unpackInto(home, Readable.from(archive));
    expect(await readFile(join(home, 'link'), 'utf8')).toBe('content');
  });

  test('are refused when they lead out of the folder by a link below a link', async () => {
    const folder = join(home, 'folder');
    const archive = pack();
    archive.entry({ name: 'work/a', type: 'symlink', linkname: '.' });
    archive.entry({ name: 'work/a/l', type: 'symlink', linkname: '..' });
    archive.entry({ name: 'work/l/escaped' }, 'content');
    archive.finalize();
    await expect(unpackInto(folder, Readable.from(archive))).rejects.toThrow('below a link');
    expect(await readdir(home)).toEqual(['folder']);
  });
});
