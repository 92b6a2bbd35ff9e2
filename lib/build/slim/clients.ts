interface Client {
  /** What its endpoints begin with. */
  readonly endpoint: string;
  /** Modules that no other client brings along, and the stub in stubs/ that takes the place of each. */
  readonly replaced?: Readonly<Record<string, string>>;
}

/** The clients of the AWS SDK that a bundle may have; another one fails the build, because it would find no endpoint. */
export const clients: Readonly<Record<string, Client>> = {
  'client-dynamodb': {
    endpoint: 'dynamodb',
    replaced: { '@aws-sdk/middleware-endpoint-discovery/dist-es/index.js': 'endpointDiscovery.ts' },
  },
  'client-eventbridge': { endpoint: 'events' },
  'client-secrets-manager': { endpoint: 'secretsmanager' },
};
