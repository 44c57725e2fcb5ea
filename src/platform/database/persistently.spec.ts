import { describe, expect, test } from '@jest/globals';
import { persistently } from './persistently.js';

const gone = (): Error =>
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('persistently', () => {
  test('repeats what failed because the database is away', async () => {
    let failures = 2;
    const work = (): Promise<string> =>
      failures-- > 0 ? Promise.reject(gone()) : Promise.resolve('done');

    await expect(persistently(work)).resolves.toBe('done');
    expect(failures).toBe(-1);
  });

  test('throws what no patience can heal, at once', async () => {
    let calls = 0;
    const work = (): Promise<never> => {
      calls++;
      return Promise.reject(new Error('syntax error'));
    };

    await expect(persistently(work)).rejects.toThrow('syntax error');
    expect(calls).toBe(1);
  });
});
