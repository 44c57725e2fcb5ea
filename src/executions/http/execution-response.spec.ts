import { describe, expect, test } from '@jest/globals';
import type { Execution } from '../../model/execution.js';
import { toExecutionResponse } from './execution-response.js';

const execution: Execution = {
  id: 'e1',
  namespace: 'dev',
  flowId: 'hello',
  flowRevision: 1,
  inputs: {
    a: null,
    secret: { type: 'io.kestra.datatype:aes_encrypted', value: 'abc' },
    list: [1],
  },
  outputs: {},
  labels: [],
  state: {
    current: 'SUCCESS',
    histories: [
      { state: 'CREATED', date: '2026-11-22T10:00:00.000Z' },
      { state: 'SUCCESS', date: '2026-11-22T10:01:00.500Z' },
    ],
  },
  originalId: 'e1',
  metadata: { attemptNumber: 1, originalCreatedDate: '2026-11-22T10:00:00.000Z' },
  deleted: false,
  memo: { sla: 1 },
  waitingParent: { executionId: 'p', taskRunId: 't' },
};

describe('toExecutionResponse', () => {
  const wire = JSON.parse(JSON.stringify(toExecutionResponse(execution))) as Record<
    string,
    unknown
  >;

  test('keeps nulls of inputs, masks encrypted values and leaves out empty maps', () => {
    expect(wire['inputs']).toEqual({ a: null, secret: '******', list: [1] });
    expect(wire).not.toHaveProperty('outputs');
  });

  test('tells nobody what the engine remembers', () => {
    expect(wire).not.toHaveProperty('memo');
    expect(wire).not.toHaveProperty('waitingParent');
  });

  test('shows the end and the duration of what has ended', () => {
    expect(wire['state']).toMatchObject({
      startDate: '2026-11-22T10:00:00.000Z',
      endDate: '2026-11-22T10:01:00.500Z',
      duration: 'PT1M0.5S',
    });
  });

  test('copies nothing that it does not change', () => {
    const { inputs } = toExecutionResponse(execution);
    expect(inputs?.['list']).toBe(execution.inputs?.['list']);
  });
});
