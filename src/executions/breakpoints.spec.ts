import { expect, test } from '@jest/globals';
import { parseBreakpoints } from './breakpoints.js';

test('breakpoints are task ids, perhaps with a value, separated by commas', () => {
  expect(parseBreakpoints('a, b.v.1,')).toEqual([{ id: 'a' }, { id: 'b', value: 'v.1' }]);
  expect(parseBreakpoints('')).toEqual([]);
  expect(parseBreakpoints(undefined)).toBeUndefined();
  expect(() => parseBreakpoints('.x')).toThrow('".x" is no breakpoint');
});
