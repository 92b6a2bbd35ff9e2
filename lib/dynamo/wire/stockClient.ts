import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { config } from '../../config.ts';
import { RetryStrategy } from './retryStrategy.ts';

/** Makes a DynamoDB client of the SDK as it is, except for its retries. */
export function createClient(): DynamoDBClient {
  const options = config.awsClient(config.dynamoDbEndpoint());
  return new DynamoDBClient({ ...options, retryStrategy: new RetryStrategy(options.maxAttempts) });
}
