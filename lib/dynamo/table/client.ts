import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { createClient } from '#dynamoDbClient';
import { ContactError } from '../../contacts/ContactError.ts';
import { cannedReply } from '../../rehearsal.ts';
import { dynamoDbEndpoint } from '../wire/endpoint.ts';

let client: DynamoDBDocumentClient | undefined;

const retries = 8;

/**
 * Sends one request to DynamoDB. Retries a transaction, with jitter, that conflicts with another one or is throttled,
 * because the SDK does not. Throws `unavailable` when DynamoDB throttles, fails or does not respond; throws a failed
 * condition as it is.
 */
export async function send<Reply>(call: (db: DynamoDBDocumentClient) => Promise<Reply>): Promise<Reply> {
  client ??= createDocumentClient();
  for (let attempt = 0; ; attempt++) {
    try {
      return await call(client);
    } catch (error) {
      if (!isSdkError(error)) throw error;
      const isRetryable = isRetryableCancellation(error);
      if (!isRetryable && !isThrottlingError(error) && !isTransientError(error) && !isServerError(error)) throw error;
      if (!isRetryable || attempt === retries) {
        throw new ContactError('unavailable', 'The database did not respond in time. Please try again.', {
          cause: error,
        });
      }
      await backOff(attempt);
    }
  }
}

function createDocumentClient(): DynamoDBDocumentClient {
  const base = createClient();
  const { requestHandler } = base.config;
  const sendRequest = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    const reply = cannedReply();
    if (reply === undefined) return sendRequest(request, options);
    return { response: new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from(reply) }) };
  };
  return DynamoDBDocumentClient.from(base);
}

/**
 * Opens the connection to DynamoDB, so that the next request need not. Gives up after `timeoutMilliseconds`. Never
 * throws: the next request finds out what is wrong.
 */
export async function openConnection(timeoutMilliseconds: number): Promise<void> {
  try {
    client ??= createDocumentClient();
    const { protocol, hostname, port, host } = dynamoDbEndpoint();
    const options = { protocol, hostname, path: '/ping', headers: { host }, ...(port && { port: Number(port) }) };
    const request = new HttpRequest(options);
    const { response } = await client.config.requestHandler.handle(request, { requestTimeout: timeoutMilliseconds });
    for await (const _ of response.body);
  } catch {
    // The next request reports it.
  }
}

/** Waits before the next attempt. */
export const backOff = (attempt: number): Promise<void> => sleep(pauseAfter(attempt));

/** The milliseconds until the next attempt: up to 20 at first, up to 400 later, at random. */
export const pauseAfter = (attempt: number): number => Math.random() * Math.min(20 * 2 ** attempt, 400);

type SdkError = Error & Parameters<typeof isTransientError>[0];

const isSdkError = (error: unknown): error is SdkError => error instanceof Error;

/** The reasons for a cancelled transaction that may succeed when it is sent again. */
const retryableReasons: readonly unknown[] = [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

function isRetryableCancellation(error: Error): boolean {
  if (error.name === 'TransactionConflictException') return true;
  const codes = cancellationCodes(error);
  return codes.some((code) => retryableReasons.includes(code)) && !codes.includes('ConditionalCheckFailed');
}

const cancellationCodes = (error: Error): unknown[] =>
  'CancellationReasons' in error && Array.isArray(error.CancellationReasons)
    ? error.CancellationReasons.map(({ Code }) => Code)
    : [];
