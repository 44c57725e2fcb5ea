import { describe, expect, test } from '@jest/globals';
import { text } from 'node:stream/consumers';
import type { RunServices } from '../../../run-context/index.js';
import { fakeServices, runTask } from '../../../testing/fake-run-context.js';

const TEAM = 'company.team';

function run(services: RunServices, name: string, properties: Record<string, unknown>) {
  return runTask({
    task: { type: `io.kestra.plugin.core.namespace.${name}`, ...properties },
    services,
  });
}

async function contentOf(services: RunServices, path: string): Promise<string> {
  return text(await services.namespaceFiles(TEAM).get(path));
}

describe('namespace.UploadFiles', () => {
  test('takes a map of path to content or URI', async () => {
    const services = fakeServices();
    await services.storage.put('kestra:///company/team/_files/a.csv', 'stored');
    const files = {
      'x.txt': 'made by {{ flow.id }}',
      'y/z.csv': 'kestra:///company/team/_files/a.csv',
    };
    const { output, metrics } = await run(services, 'UploadFiles', {
      filesMap: files,
      destination: '/in',
    });
    expect(Object.keys(output.outputs?.['files'] as object)).toEqual(['/in/x.txt', '/in/y/z.csv']);
    expect(await contentOf(services, '/in/x.txt')).toBe('made by flow');
    expect(await contentOf(services, '/in/y/z.csv')).toBe('stored');
    expect(metrics).toEqual([expect.objectContaining({ name: 'uploaded', value: 2 })]);
  });

  test('takes URIs under their own names', async () => {
    const services = fakeServices();
    await services.storage.put('kestra:///company/team/_files/some/a.csv', 'stored');
    await run(services, 'UploadFiles', { files: '["kestra:///company/team/_files/some/a.csv"]' });
    expect(await contentOf(services, '/a.csv')).toBe('stored');
  });

  test.each([
    ['OVERWRITE', 'new'],
    ['SKIP', 'old'],
  ])('with the conflict rule %s a file that exists is %s afterwards', async (conflict, content) => {
    const services = fakeServices();
    await services.namespaceFiles(TEAM).put('/a.txt', 'old');
    await run(services, 'UploadFiles', { filesMap: { 'a.txt': 'new' }, conflict });
    expect(await contentOf(services, '/a.txt')).toBe(content);
  });

  test('fails on a file that exists when told so', async () => {
    const services = fakeServices();
    await services.namespaceFiles(TEAM).put('/a.txt', 'old');
    await expect(
      run(services, 'UploadFiles', { filesMap: { 'a.txt': 'new' }, conflict: 'ERROR' }),
    ).rejects.toThrow('The file /a.txt exists already in the namespace company.team');
  });
});

describe('namespace.DownloadFiles and DeleteFiles', () => {
  async function filled(): Promise<RunServices> {
    const services = fakeServices();
    for (const path of ['/a.csv', '/b.txt', '/sub/c.csv']) {
      await services.namespaceFiles(TEAM).put(path, path);
    }
    return services;
  }

  test('a glob or a list of globs says which files are copied', async () => {
    const services = await filled();
    const { output, metrics } = await run(services, 'DownloadFiles', { files: ['*.csv', 'b.*'] });
    const files = output.outputs?.['files'] as Record<string, string>;
    expect(Object.keys(files).sort()).toEqual(['/a.csv', '/b.txt']);
    expect(await text(await services.storage.get(files['/a.csv'] ?? ''))).toBe('/a.csv');
    expect(metrics).toEqual([expect.objectContaining({ name: 'downloaded', value: 2 })]);
  });

  test('a name without folder is found in every folder and deleted', async () => {
    const services = await filled();
    const { output } = await run(services, 'DeleteFiles', { files: 'c.csv' });
    expect(output.outputs).toEqual({ files: ['/sub/c.csv'] });
    expect(await services.namespaceFiles(TEAM).list()).toEqual(['/a.csv', '/b.txt']);
  });
});
