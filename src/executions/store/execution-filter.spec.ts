import { describe, expect, test } from '@jest/globals';
import { IllegalArgumentError } from '../../model/errors.js';
import { whereOf } from './execution-filter.js';

describe('whereOf', () => {
  test('joins filters with AND and binds every value', () => {
    const where = whereOf(
      [
        { field: 'namespace', operation: 'PREFIX', value: 'a_b' },
        { field: 'state', operation: 'IN', value: ['SUCCESS', 'FAILED'] },
        { field: 'childFilter', operation: 'EQUALS', value: 'CHILD' },
      ],
      'START_DATE',
      'system',
    );
    expect(where).toEqual({
      sql: '((namespace = $1 or namespace like $2)) and state = any($3::text[]) and trigger_execution_id is not null',
      values: ['a_b', 'a\\_b.%', ['SUCCESS', 'FAILED']],
    });
  });

  test('applies an interval to the column that was chosen', () => {
    const since = [
      { field: 'startDate', operation: 'GREATER_THAN', value: '2026-01-01T00:00:00Z' },
    ] as const;
    expect(whereOf(since, 'START_DATE', 's').sql).toBe('start_date > $1::timestamptz');
    expect(whereOf(since, 'END_DATE', 's').sql).toBe('end_date > $1::timestamptz');
    expect(whereOf(since, 'START_OR_END_DATE', 's').sql).toBe(
      '(start_date > $1::timestamptz or end_date > $2::timestamptz)',
    );
  });

  test.each([
    { field: 'nope', operation: 'EQUALS', value: 'x' },
    { field: 'state', operation: 'EQUALS', value: 'DONE' },
    { field: 'labels', operation: 'REGEX', value: { a: 'b' } },
  ] as const)('refuses %j', (filter) => {
    expect(() => whereOf([filter], 'START_DATE', 's')).toThrow(IllegalArgumentError);
  });
});
