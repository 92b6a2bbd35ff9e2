import { config } from '../../config.ts';
import { regionalHost } from '../../regionalHost.ts';

/** The URL of DynamoDB in the region of the function, or of another engine. */
export const dynamoDbEndpoint = (): URL =>
  new URL(config.dynamoDbEndpoint() || `https://${regionalHost('dynamodb', config.region())}`);
