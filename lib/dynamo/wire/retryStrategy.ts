import { StandardRetryStrategy } from '@smithy/core/retry';

type Refresh = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>;

/**
 * The SDK's standard retries, with jitter, except for its quota. After 35 failed attempts, whose ever, the quota would
 * end all retries for hundreds of requests, and each lost reply would then be a failure to a caller. It limits only
 * retries of throttled requests here. All others are safe, because a write recognises itself, and end with
 * `maxAttempts`.
 */
export class RetryStrategy extends StandardRetryStrategy {
  readonly #options: { maxAttempts: number; baseDelay: number };

  constructor(maxAttempts: number) {
    // The delay that the SDK's client has for DynamoDB.
    const options = { maxAttempts, baseDelay: 25 };
    super(options);
    this.#options = options;
  }

  override refreshRetryTokenForRetry(...[token, error]: Refresh) {
    if (error.errorType === 'THROTTLING') return super.refreshRetryTokenForRetry(token, error);
    // A new strategy has its whole quota.
    return new StandardRetryStrategy(this.#options).refreshRetryTokenForRetry(token, error);
  }
}
