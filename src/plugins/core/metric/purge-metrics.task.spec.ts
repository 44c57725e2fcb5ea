import { expect, test } from '@jest/globals';
import type { LogsPort, PurgeQuery } from '../../api/run-context.js';
import { runTask } from '../../../testing/fake-run-context.js';

test('PurgeMetrics asks for what is older than the date and tells how much went', async () => {
  const asked: PurgeQuery[] = [];
  const logs = {
    purgeMetrics: (query: PurgeQuery) => Promise.resolve(asked.push(query) + 2),
  } as unknown as LogsPort;
  const { output } = await runTask({
    task: {
      type: 'io.kestra.plugin.core.metric.PurgeMetrics',
      endDate: '{{ "2026-01-01T00:00:00+01:00" }}',
      namespace: 'company',
    },
    services: { logs },
  });
  expect(asked).toEqual([{ endDate: '2025-12-31T23:00:00.000Z', namespace: 'company' }]);
  expect(output.outputs).toEqual({ count: 3 });
});
