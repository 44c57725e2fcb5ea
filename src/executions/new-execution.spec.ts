import { describe, expect, test } from '@jest/globals';
import type { Flow } from '../model/flow.js';
import { newExecution } from './new-execution.js';

const at = '2026-11-22T10:00:00.000Z';
const flow = {
  namespace: 'dev',
  id: 'hello',
  revision: 3,
  labels: [
    { key: 'env', value: 'prod' },
    { key: 'system.readOnly', value: 'true' },
  ],
} as unknown as Flow;

describe('newExecution', () => {
  test('begins CREATED with one history entry and is its own origin', () => {
    expect(newExecution({ id: 'e1', flow, at, correlated: true })).toEqual({
      id: 'e1',
      namespace: 'dev',
      flowId: 'hello',
      flowRevision: 3,
      labels: [
        { key: 'env', value: 'prod' },
        { key: 'system.correlationId', value: 'e1' },
      ],
      state: { current: 'CREATED', histories: [{ state: 'CREATED', date: at }] },
      originalId: 'e1',
      metadata: { attemptNumber: 1, originalCreatedDate: at },
      deleted: false,
    });
  });

  test('keeps a correlation id that was given', () => {
    const labels = [{ key: 'system.correlationId', value: 'parent' }];
    const { labels: all } = newExecution({ id: 'e1', flow, at, labels, correlated: true });
    expect(all.filter(({ key }) => key === 'system.correlationId')).toEqual(labels);
  });

  test('gives executions of triggers no correlation id', () => {
    expect(newExecution({ id: 'e1', flow, at, correlated: false }).labels).toEqual([
      { key: 'env', value: 'prod' },
    ]);
  });
});
