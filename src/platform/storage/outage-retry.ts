/** What the S3 client hands to its retry strategy about a failed request. */
interface FailedRequest {
  readonly errorType: string;
}

interface RetryToken {
  getRetryCount(): number;
  /** Milliseconds. */
  getRetryDelay(): number;
}

interface OutageToken extends RetryToken {
  readonly startedAt: number;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;

/**
 * Tries again, at first soon and then every two seconds, until the service has been away for `patience` milliseconds.
 * Requests that the service refuses are not tried again.
 */
export class OutageRetry {
  constructor(private readonly patience: number) {}

  acquireInitialRetryToken(): Promise<RetryToken> {
    return Promise.resolve(outageToken(0, 0, performance.now()));
  }

  refreshRetryTokenForRetry(token: RetryToken, failed: FailedRequest): Promise<RetryToken> {
    const { startedAt } = token as OutageToken;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** token.getRetryCount(), LONGEST_DELAY_MS);
    const isOver = performance.now() - startedAt + delay > this.patience;
    if (failed.errorType === 'CLIENT_ERROR' || isOver) {
      return Promise.reject(new RangeError('not tried again'));
    }
    return Promise.resolve(outageToken(token.getRetryCount() + 1, delay, startedAt));
  }

  recordSuccess(): void {
    // Every request has its own patience: nothing to remember.
  }
}

function outageToken(count: number, delay: number, startedAt: number): OutageToken {
  return { startedAt, getRetryCount: () => count, getRetryDelay: () => delay };
}
