import { describe, expect, test } from '@jest/globals';
import type { FlowsPort, RevisionPurge } from '../../api/run-context.js';
import { runTask } from '../../../testing/fake-run-context.js';

/** Two flows of two revisions each in every namespace. */
function aFlowsPort() {
  const asked: (Omit<RevisionPurge, 'matches'> & { namespace: string; ids: string[] })[] = [];
  const flows: FlowsPort = {
    namespaces: () => Promise.resolve(['company', 'company.team', 'companyother', 'system']),
    purgeRevisions: (namespace, { matches, ...purge }) => {
      const ids = ['one', 'two'].filter(matches);
      asked.push({ namespace, ids, ...purge });
      return Promise.resolve(ids.length);
    },
  };
  return { flows, asked };
}

async function purge(properties: Record<string, unknown>) {
  const { flows, asked } = aFlowsPort();
  const { output } = await runTask({
    task: { type: 'io.kestra.plugin.core.flow.PurgeFlows', ...properties },
    services: { flows },
  });
  return { asked, namespaces: asked.map(({ namespace }) => namespace), ...output.outputs };
}

describe('PurgeFlows', () => {
  test('keeps the latest revision of every flow everywhere unless told otherwise', async () => {
    const { asked, size, namespaces } = (await purge({})) as Awaited<ReturnType<typeof purge>> & {
      size: number;
    };
    expect(namespaces).toEqual(['company', 'company.team', 'companyother', 'system']);
    expect(asked[0]).toEqual({ namespace: 'company', ids: ['one', 'two'], keep: 1 });
    expect(size).toBe(8);
  });

  test.each([
    [{ namespaces: ['company'] }, ['company', 'company.team']],
    [{ namespaces: ['company'], includeChildNamespaces: false }, ['company']],
    [{ namespaces: ['empty'] }, ['empty']],
    [{ namespacePattern: 'comp*' }, ['company', 'company.team', 'companyother']],
    [{ namespacePattern: 'none' }, []],
  ])('%j means the namespaces %j', async (properties, expected) => {
    expect((await purge(properties)).namespaces).toEqual(expected);
  });

  test('takes an amount or a date, and a pattern for the ids', async () => {
    const namespaces = ['system'];
    const { asked } = await purge({ namespaces, flowPattern: 't*', behavior: { keepAmount: 3 } });
    expect(asked).toEqual([{ namespace: 'system', ids: ['two'], keep: 3 }]);
    const dated = await purge({ namespaces, behavior: { before: '2026-01-01T00:00:00Z' } });
    expect(dated.asked).toMatchObject([{ keep: 1, before: '2026-01-01T00:00:00.000Z' }]);
  });

  test.each([
    [{ behavior: { keepAmount: 0 } }, 'behavior.keepAmount: must be at least 1'],
    [
      { behavior: { keepAmount: 1, before: '2026-01-01T00:00:00Z' } },
      'give either `before` or `keepAmount`',
    ],
    [{ behavior: { before: 'yesterday' } }, 'before'],
    [{ behavior: { type: 'key' } }, 'version'],
    [{ behavior: 5 }, 'behavior'],
    [{ namespaces: ['a'], namespacePattern: 'a*' }, 'Give either `namespaces`'],
  ])('refuses %j', async (properties, message) => {
    await expect(purge(properties)).rejects.toThrow(message);
  });
});
