import { type Edit, withoutEndpointRules } from './edits.ts';

/** Changes to modules of the AWS SDK. */
export interface Changes {
  /** Modules, each with the stub in stubs/ that replaces it. */
  readonly replaced?: Readonly<Record<string, string>>;
  readonly edited?: Readonly<Record<string, Edit>>;
}

interface Client extends Changes {
  /** The first part of its endpoints' host names. */
  readonly endpoint: string;
  /** The changes where our own client is chosen, in place of the others. */
  readonly own?: Changes;
}

/** The AWS SDK clients that a bundle may have. Any other client fails the build, because it would have no endpoint. */
export const clients: Readonly<Record<string, Client>> = {
  'client-dynamodb': {
    endpoint: 'dynamodb',
    replaced: { '@aws-sdk/middleware-endpoint-discovery/dist-es/index.js': 'endpointDiscovery.ts' },
    own: {
      replaced: { '@aws-sdk/client-dynamodb/dist-es/DynamoDBClient.js': 'dynamoDbClient.ts' },
      edited: { '@aws-sdk/client-dynamodb/dist-es/commandBuilder.js': withoutEndpointRules },
    },
  },
  'client-eventbridge': { endpoint: 'events' },
  'client-secrets-manager': { endpoint: 'secretsmanager' },
  'client-sqs': { endpoint: 'sqs' },
};
