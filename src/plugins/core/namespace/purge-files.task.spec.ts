import { describe, expect, test } from '@jest/globals';
import type { RunServices } from '../../../run-context/index.js';
import { fakeServices, runTask } from '../../../testing/fake-run-context.js';

async function purge(
  properties: Record<string, unknown>,
): Promise<{ size: unknown; left: Record<string, string[]> }> {
  const services: RunServices = fakeServices({
    flows: {
      namespaces: () => Promise.resolve(['company', 'company.team']),
      purgeRevisions: () => Promise.resolve(0),
    },
  });
  for (const namespace of ['company', 'company.team']) {
    for (const path of ['/a.sql', '/sub/b.sql', '/c.txt']) {
      await services.namespaceFiles(namespace).put(path, path);
    }
  }
  const { output } = await runTask({
    task: { type: 'io.kestra.plugin.core.namespace.PurgeFiles', ...properties },
    services,
  });
  const left = {
    company: await services.namespaceFiles('company').list(),
    team: await services.namespaceFiles('company.team').list(),
  };
  return { size: output.outputs?.['size'], left };
}

describe('PurgeFiles', () => {
  test.each([
    ['nothing said', {}],
    ['one version kept', { behavior: { type: 'version', keepAmount: 1 } }],
    ['a date', { behavior: { type: 'version', before: '2030-01-01T00:00:00Z' } }],
  ])('with %s the newest version of every file stays', async (_, properties) => {
    const { size, left } = await purge(properties);
    expect(size).toBe(0);
    expect(left.team).toHaveLength(3);
  });

  test('a behavior that keeps no version deletes the files that match, in children too', async () => {
    const { size, left } = await purge({
      namespaces: ['company'],
      filePattern: '**/*.sql',
      behavior: { keepAmount: 0 },
    });
    expect(size).toBe(4);
    expect(left).toEqual({ company: ['/c.txt'], team: ['/c.txt'] });
  });

  test('a path may be given without its slash, and one namespace alone', async () => {
    const { left } = await purge({
      namespaces: ['company'],
      includeChildNamespaces: false,
      filePattern: 'sub/*',
      behavior: { type: 'version' },
    });
    expect(left.company).toEqual(['/a.sql', '/c.txt']);
    expect(left.team).toHaveLength(3);
  });

  test('a negative amount is refused', async () => {
    await expect(purge({ behavior: { keepAmount: -1 } })).rejects.toThrow('at least 0');
  });
});
