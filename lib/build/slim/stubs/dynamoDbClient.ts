import type { DynamoDBClientResolvedConfig } from '@aws-sdk/client-dynamodb';
import { AwsSdkSigV4Signer } from '@aws-sdk/core/httpAuthSchemes';
import { getHttpSigningPlugin } from '@smithy/core';
import { Client, getSmithyContext, NoOpLogger } from '@smithy/core/client';
import { getRetryPlugin } from '@smithy/core/retry';
import { getSchemaSerdePlugin } from '@smithy/core/schema';
import { defaultProvider } from './environmentCredentials.ts';

type Resolved = DynamoDBClientResolvedConfig;

/** What our own client gives to the SDK's, and what only the SDK's protocol would read. */
type Given = Omit<Resolved, 'maxAttempts' | 'retryStrategy' | 'signer'> & {
  readonly maxAttempts: number;
  readonly retryStrategy: Awaited<ReturnType<Resolved['retryStrategy']>>;
  readonly signer: Awaited<ReturnType<Resolved['signer']>>;
};

/**
 * Replaces the DynamoDB client, which has a protocol, a request handler, a signer and a chain of credential providers
 * by default, and finds endpoint and authentication anew for every request. This one has only the middlewares that our
 * own client uses: its protocol, the retries, and its signer with the SDK's correction of the clock.
 */
export class DynamoDBClient extends Client<object, object, { $metadata: object }, Resolved> {
  constructor(given: Given) {
    const { maxAttempts, retryStrategy, signer } = given;
    const config = {
      ...given,
      logger: new NoOpLogger(),
      credentials: defaultProvider(),
      maxAttempts: async () => maxAttempts,
      retryStrategy: async () => retryStrategy,
      signer: async () => signer,
      systemClockOffset: 0,
    };
    super(config);
    this.middlewareStack.use(getSchemaSerdePlugin(config));
    this.middlewareStack.use(getRetryPlugin(config));
    this.middlewareStack.use(getHttpSigningPlugin(config));
    const scheme = new AwsSdkSigV4Signer();
    this.middlewareStack.add(
      (next, context) => (args) => {
        const httpAuthOption = { signingProperties: { config, context } };
        getSmithyContext(context).selectedHttpAuthScheme = { httpAuthOption, signer: scheme };
        return next(args);
      },
      { step: 'serialize', name: 'httpAuthSchemeMiddleware' },
    );
  }
}
