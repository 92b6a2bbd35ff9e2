/**
 * The milliseconds in which an attempt to call AWS connects, and then gets a response: three attempts fail before
 * Lambda's timeout. Tests raise them, because a busy machine takes longer.
 */
export const awsLimits = { connectionTimeout: 1000, requestTimeout: 2000 };

/**
 * The settings of a function. Each is read from the environment when it is used. Throws an error with the variable's
 * name if a required one is not set; an optional one is `undefined`.
 */
export const config = {
  /** The name of the contacts table. */
  tableName: () => required('TABLE_NAME'),
  /** The AWS region. Lambda sets it. */
  region: () => required('AWS_REGION'),
  /** The URL of another DynamoDB engine than AWS's. */
  dynamoDbEndpoint: () => process.env.DYNAMODB_ENDPOINT,
  /**
   * The options of all AWS clients, for AWS itself or for another server at `endpoint`. A call makes at most three
   * attempts, each within `awsLimits`.
   */
  awsClient: (endpoint: string | undefined) => ({
    region: config.region(),
    ...(endpoint && { endpoint }),
    maxAttempts: 3,
    requestHandler: { ...awsLimits, throwOnRequestTimeout: true },
  }),
  /** The name of the event bus to publish to. */
  eventBusName: () => required('EVENT_BUS_NAME'),
  /** The URL of another event bus than EventBridge. */
  eventsEndpoint: () => process.env.EVENTS_ENDPOINT,
  /** The URL of the queue of lookups in the CRM. */
  resolveQueueUrl: () => required('RESOLVE_QUEUE_URL'),
  /** The prefix of the names of all secrets of CRM connections. */
  secretPrefix: () => required('SECRET_PREFIX'),
  /** The URL of another secret store than AWS Secrets Manager. */
  secretsEndpoint: () => process.env.SECRETS_ENDPOINT,
  /** Whether a CRM server may be on this machine and without TLS. Set this only for local development. */
  allowsLoopback: () => process.env.CRM_ALLOW_LOOPBACK === 'true',
  /** The origins whose pages may call the API in a browser; `*` allows all. */
  allowedOrigins: () =>
    (process.env.ALLOWED_ORIGINS ?? '')
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  /** Whether nothing is counted. There is nobody to read the lines of the local service. */
  metricsDisabled: () => process.env.METRICS_DISABLED === 'true',
  /** The JWTs to accept; `undefined` if only API keys are accepted. */
  jwt: () =>
    process.env.JWT_ISSUER
      ? {
          issuer: required('JWT_ISSUER'),
          audience: required('JWT_AUDIENCE'),
          jwksUri: required('JWT_JWKS_URI'),
          tenantClaim: required('JWT_TENANT_CLAIM'),
        }
      : undefined,
};

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set`);
  return value;
}
