import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import request from 'supertest';
import { processFolder } from '../../src/platform/process-folder.js';
import { unfinishedFolder } from '../../src/platform/storage/local-storage.js';
import { startServer } from '../support/server.js';
import { waitFor } from '../support/wait-for.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'leftovers-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('a server that starts removes what killed processes left, and nothing of the living', async () => {
  const [storage, work] = [join(home, 'storage'), join(home, 'work')];
  const roots = [unfinishedFolder(storage), work];
  for (const root of roots) {
    const living = await processFolder(root);
    // No process has an id beyond the system's limit.
    const dead = living.replace(/-\d+-\d+$/, '-4194305-1');
    await Promise.all([living, dead].map((folder) => mkdir(folder, { recursive: true })));
    await Promise.all([living, dead].map((folder) => writeFile(join(folder, 'half'), 'x')));
  }

  const server = await startServer({
    config: { 'kestra.storage.local.base-path': storage, 'kestra.tasks.tmp-dir.path': work },
  });
  try {
    for (const root of roots) {
      const own = basename(await processFolder(root));
      await waitFor(async () => (await readdir(root)).join() === own);
      expect(await readdir(join(root, own))).toEqual(['half']);
    }
  } finally {
    await server.stop();
  }
});

test('an execution that is refused leaves no uploaded file', async () => {
  const storage = join(home, 'storage');
  const server = await startServer({ config: { 'kestra.storage.local.base-path': storage } });
  try {
    const source = `
id: guarded
namespace: it
inputs:
  - { id: file, type: FILE }
  - { id: n, type: INT, defaults: 1 }
checks:
  - { condition: "{{ inputs.n > 5 }}", message: too small }
tasks:
  - { id: t, type: io.kestra.plugin.core.log.Log, message: x }
`;
    const flows = request(server.url).post('/api/v1/flows').type('application/x-yaml');
    await flows.send(source).expect(200);
    for (const n of ['1', 'many']) {
      const created = request(server.url).post('/api/v1/executions/it/guarded').field('n', n);
      await created.attach('file', Buffer.from('content'), 'data.txt').expect(422);
    }
    const files = await readdir(storage, { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile()).map(({ name }) => name)).toEqual([]);
  } finally {
    await server.stop();
  }
});
