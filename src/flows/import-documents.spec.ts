import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { zipOf } from '../files/index.js';
import { IllegalArgumentError } from '../model/errors.js';
import { importDocuments } from './import-documents.js';

const TOO_LARGE = 65 * 1024 * 1024;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function imported(originalname: string): Promise<{ saved: string[]; failed: string[] }> {
  const saved: string[] = [];
  const save = (source: string): Promise<void> => {
    if (source.includes('bad')) {
      throw new IllegalArgumentError('bad');
    }
    saved.push(source.trim());
    return Promise.resolve();
  };
  const failed = await importDocuments({ originalname, path: join(folder, 'file') }, false, save);
  return { saved, failed };
}

function zip(contents: Readonly<Record<string, string>>): Promise<void> {
  const entries = Object.entries(contents).map(([name, content]) => ({ name, content }));
  return pipeline(zipOf(entries), createWriteStream(join(folder, 'file')));
}

describe('importing documents', () => {
  test('saves those of a YAML file and names the places of those that fail', async () => {
    await writeFile(join(folder, 'file'), 'id: a\n---\nid: bad\n---\nid: c\n');
    expect(await imported('flows.yml')).toEqual({ saved: ['id: a', 'id: c'], failed: ['1'] });
  });

  test('saves those of a ZIP, whatever else is in it', async () => {
    await zip({ 'a.yml': 'id: a', 'readme.md': '# bad', 'b.yaml': 'id: bad' });
    expect(await imported('flows.zip')).toEqual({ saved: ['id: a'], failed: ['b.yaml'] });
  });

  test('refuses a ZIP whose documents would fill the memory', async () => {
    await zip({ 'a.yml': '#'.repeat(TOO_LARGE) });
    await expect(imported('flows.zip')).rejects.toThrow('a.yml is larger than');
  });

  test('refuses a file that would', async () => {
    await writeFile(join(folder, 'file'), '');
    await truncate(join(folder, 'file'), TOO_LARGE);
    await expect(imported('flows.yaml')).rejects.toThrow('flows.yaml is larger than');
  });
});
