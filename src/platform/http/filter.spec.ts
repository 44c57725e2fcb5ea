import { describe, expect, test } from '@jest/globals';
import { parseFilters } from './filter.js';

describe('parseFilters', () => {
  test('reads field, operation and value, and leaves other parameters alone', () => {
    expect(parseFilters({ page: '1', 'filters[namespace][PREFIX]': 'a.b' })).toEqual([
      { field: 'namespace', operation: 'PREFIX', value: 'a.b' },
    ]);
  });

  test('gathers the pairs of a map', () => {
    const query = {
      'filters[labels][EQUALS][team]': 'data',
      'filters[labels][EQUALS][a.b]': 'c',
      'filters[labels][NOT_EQUALS][team]': 'x',
    };

    expect(parseFilters(query)).toEqual([
      { field: 'labels', operation: 'EQUALS', value: { team: 'data', 'a.b': 'c' } },
      { field: 'labels', operation: 'NOT_EQUALS', value: { team: 'x' } },
    ]);
  });

  test('splits IN and NOT_IN at commas, and nothing else', () => {
    const query = { 'filters[state][IN]': 'RUNNING,FAILED', 'filters[q][EQUALS]': 'a,b' };

    expect(parseFilters(query).map(({ value }) => value)).toEqual([['RUNNING', 'FAILED'], 'a,b']);
  });

  test.each(['filters[a][LIKE]', 'filters[a]', 'filters[][EQUALS]'])('refuses %s', (name) => {
    expect(() => parseFilters({ [name]: 'x' })).toThrow(/Invalid filter/);
  });
});
