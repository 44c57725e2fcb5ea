import { describe, expect, test } from '@jest/globals';
import { IllegalArgumentError } from '../model/errors.js';
import { checkCreationLabels, labelsToSet } from './labels.js';

describe('labels of a new execution', () => {
  test('may carry a correlation id but no other system label', () => {
    expect(() => checkCreationLabels([{ key: 'system.correlationId', value: 'x' }])).not.toThrow();
    expect(() => checkCreationLabels([{ key: 'system.username', value: 'x' }])).toThrow(
      IllegalArgumentError,
    );
  });
});

describe('labels to set', () => {
  const present = [{ key: 'system.restarted', value: 'true' }];

  test('drop empty entries and what is there already', () => {
    const requested = [{ key: '', value: '' }, { key: ' a ', value: 1 }, ...present];
    expect(labelsToSet(requested, present)).toEqual([{ key: 'a', value: '1' }]);
  });

  test.each([
    [{ key: null, value: null }],
    [{ key: 'a', value: null }],
    [{ key: 'a', value: '' }],
    [{ key: 'system.restarted', value: 'false' }],
  ])('refuse %j', (label) => {
    expect(() => labelsToSet([label], present)).toThrow(IllegalArgumentError);
  });
});
