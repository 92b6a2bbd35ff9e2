interface Client {
  /** The first part of its endpoints' host names. */
  readonly endpoint: string;
  /** Modules that only this client has, each with the stub in stubs/ that replaces it. */
  readonly replaced?: Readonly<Record<string, string>>;
}

/** The AWS SDK clients that a bundle may have. Any other client fails the build, because it would have no endpoint. */
export const clients: Readonly<Record<string, Client>> = {
  'client-dynamodb': {
    endpoint: 'dynamodb',
    replaced: { '@aws-sdk/middleware-endpoint-discovery/dist-es/index.js': 'endpointDiscovery.ts' },
  },
  'client-eventbridge': { endpoint: 'events' },
  'client-secrets-manager': { endpoint: 'secretsmanager' },
  'client-sqs': { endpoint: 'sqs' },
};
