import { describe, expect, test } from '@jest/globals';
import { parsePostmasterFile } from './postmaster-file.js';

describe('parsePostmasterFile', () => {
  test('reads process, port, socket and status', () => {
    const text = '4711\n/data\n1795336489\n5432\n/data\n\n  1234  5678\nready   \n';

    expect(parsePostmasterFile(text)).toEqual({
      pid: 4711,
      port: 5432,
      socketDirectory: '/data',
      status: 'ready',
    });
  });

  test('gives nothing for a file that is still being written', () => {
    expect(parsePostmasterFile('4711\n/data\n')).toBeUndefined();
  });
});
