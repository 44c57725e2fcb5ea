import { expect, test } from '@jest/globals';
import { refuseUnknown } from './refuse-unknown.js';

test('filters, dates and pages are known everywhere, the rest as the call says', () => {
  const query = { 'filters[q][EQUALS]': 'x', timeRange: 'PT1H', size: '1', namespace: 'dev' };
  expect(() => refuseUnknown(query, ['namespace'])).not.toThrow();
  expect(() => refuseUnknown({ ...query, flowIdd: 'x', nope: '' }, ['namespace'])).toThrow(
    'Unknown parameter flowIdd, nope: nothing was changed',
  );
});
