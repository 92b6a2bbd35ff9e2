import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { config } from '../../config.ts';
import { dynamoDbEndpoint } from './endpoint.ts';
import { jsonProtocol } from './protocol.ts';
import { requestHandler } from './requestHandler.ts';
import { RetryStrategy } from './retryStrategy.ts';
import { signer } from './signer.ts';

/** What the request handler, the protocol and the signer do, or what nothing reads. */
const unusedMiddlewares = [
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'loggerMiddleware',
  'recursionDetectionMiddleware',
  'contentLengthMiddleware',
];

/**
 * Makes a DynamoDB client of the SDK whose protocol, request handler and signer are ours, which do only what DynamoDB
 * needs. Retries, errors and paginators are the SDK's.
 */
export function createClient(): DynamoDBClient {
  const endpoint = dynamoDbEndpoint();
  const options = config.awsClient(endpoint.href);
  const client: DynamoDBClient = new DynamoDBClient({
    ...options,
    retryStrategy: new RetryStrategy(options.maxAttempts),
    protocol: jsonProtocol(endpoint),
    requestHandler: requestHandler(options.requestHandler),
    signer: signer(options.region, () => client.config.credentials()),
  });
  for (const name of unusedMiddlewares) client.middlewareStack.remove(name);
  return client;
}
