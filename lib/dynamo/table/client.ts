import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';

let client: DynamoDBDocumentClient | undefined;

const retries = 8;

/**
 * Runs one call to DynamoDB. Retries it, with jitter, while a transaction is held up by another or by throttling, which the
 * SDK does not. Throws `unavailable` when DynamoDB throttles, fails or does not answer; a failed condition is thrown as it is.
 */
export async function send<Reply>(call: (db: DynamoDBDocumentClient) => Promise<Reply>): Promise<Reply> {
  client ??= DynamoDBDocumentClient.from(new DynamoDBClient(config.awsClient(config.dynamoDbEndpoint())));
  for (let attempt = 0; ; attempt++) {
    try {
      return await call(client);
    } catch (error) {
      if (!isSdkError(error)) throw error;
      const again = isHeldUp(error);
      if (!again && !isThrottlingError(error) && !isTransientError(error) && !isServerError(error)) throw error;
      if (!again || attempt === retries) {
        throw new ContactError('unavailable', 'The store did not answer in time. Please try again.', { cause: error });
      }
      await backOff(attempt);
    }
  }
}

/** Waits before the next attempt at something that others were doing too: up to 20 ms at first, up to 400 ms later. */
export const backOff = (attempt: number): Promise<void> => sleep(Math.random() * Math.min(20 * 2 ** attempt, 400));

type SdkError = Error & Parameters<typeof isTransientError>[0];

const isSdkError = (error: unknown): error is SdkError => error instanceof Error;

/** Reasons for which DynamoDB cancels a transaction that may well go through the next time. */
const passing: readonly unknown[] = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

function isHeldUp(error: Error): boolean {
  if (error.name === 'TransactionConflictException') return true;
  const codes = cancellationCodes(error);
  return codes.some((code) => passing.includes(code)) && !codes.includes('ConditionalCheckFailed');
}

const cancellationCodes = (error: Error): unknown[] =>
  'CancellationReasons' in error && Array.isArray(error.CancellationReasons)
    ? error.CancellationReasons.map(({ Code }) => Code)
    : [];
