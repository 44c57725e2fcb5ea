import { expect, test } from '@jest/globals';
import { messagePieces } from './task-log.js';

test.each([
  ['an empty message', '', ['']],
  ['a message with NUL, which the database cannot hold', 'a\u0000b', ['ab']],
  ['one of just the length of a piece', 'x'.repeat(10_240), ['x'.repeat(10_240)]],
  ['a longer one', `${'x'.repeat(10_240)}y`, ['x'.repeat(10_240), 'y']],
])('%s is stored in pieces', (_what, message, pieces) => {
  expect(messagePieces(message)).toEqual(pieces);
});
