import { describe, expect, test } from '@jest/globals';
import { OutageRetry } from './outage-retry.js';

describe('OutageRetry', () => {
  async function delaysOf(retry: OutageRetry, errorType: string): Promise<number[]> {
    const delays: number[] = [];
    let token = await retry.acquireInitialRetryToken();
    for (let attempt = 0; attempt < 8; attempt++) {
      token = await retry.refreshRetryTokenForRetry(token, { errorType });
      delays.push(token.getRetryDelay());
    }
    return delays;
  }

  test('asks again soon, and then every two seconds', async () => {
    expect(await delaysOf(new OutageRetry(60_000), 'TRANSIENT')).toEqual([
      100, 200, 400, 800, 1600, 2000, 2000, 2000,
    ]);
  });

  test('gives up when the next attempt would come too late, or the service refuses', async () => {
    await expect(delaysOf(new OutageRetry(50), 'TRANSIENT')).rejects.toThrow('not tried again');
    await expect(delaysOf(new OutageRetry(60_000), 'CLIENT_ERROR')).rejects.toThrow();
  });
});
