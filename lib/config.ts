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
  /** The name of the table of API keys. */
  apiKeysTableName: () => `${config.tableName()}-keys`,
  /** Whether new API keys begin with `ctk_live_` or `ctk_test_`. */
  apiKeyMode: () => (required('API_KEY_MODE') === 'live' ? 'live' : 'test'),
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
  /** The URL of the queue of events about contacts and of deliveries that are due again. */
  dispatchQueueUrl: () => required('DISPATCH_QUEUE_URL'),
  /** The URL of the queue of deliveries to webhooks. */
  deliverQueueUrl: () => required('DELIVER_QUEUE_URL'),
  /** The prefix of the names of all secrets. */
  secretPrefix: () => required('SECRET_PREFIX'),
  /** The URL of another secret store than AWS Secrets Manager. */
  secretsEndpoint: () => process.env.SECRETS_ENDPOINT,
  /**
   * Where a tenant's server may be. `allowLoopback` lets it be on this machine, without TLS and at any port. Set that
   * only for local development.
   */
  outboundAddresses: () => ({ allowLoopback: process.env.OUTBOUND_ALLOW_LOOPBACK === 'true' }),
  /** Where the receiver of a webhook may be: 8443 is the port for TLS of servers that may not open 443. */
  webhookAddresses: () => ({ ...config.outboundAddresses(), ports: [8443] }),
  /** Where a CRM server may be: `ports` are those beside 443. */
  crmAddresses: () => ({ ...config.outboundAddresses(), ports: listed('CRM_PORTS').map(asPort) }),
  /** The origins whose pages may call the API in a browser; `*` allows all. */
  allowedOrigins: () => listed('ALLOWED_ORIGINS'),
  /**
   * How many requests a second the service accepts of one tenant, and of one of its credentials, for a long time;
   * `undefined` if it limits none.
   */
  requestsPerSecond: () =>
    process.env.TENANT_REQUESTS_PER_SECOND || process.env.CREDENTIAL_REQUESTS_PER_SECOND
      ? { tenant: positive('TENANT_REQUESTS_PER_SECOND'), credential: positive('CREDENTIAL_REQUESTS_PER_SECOND') }
      : undefined,
  /** Whether nothing is counted. There is nobody to read the lines of the local service. */
  metricsDisabled: () => process.env.METRICS_DISABLED === 'true',
  /**
   * The JWTs to accept; `undefined` if only API keys are accepted. `maxLifetimeSeconds` is a day if it is not set: the
   * longest that Auth0, Cognito and Okta issue without being asked for more.
   */
  jwt: () =>
    process.env.JWT_ISSUER
      ? {
          issuer: required('JWT_ISSUER'),
          audiences: valuesOf(required('JWT_AUDIENCE')),
          jwksUri: required('JWT_JWKS_URI'),
          tenantClaim: required('JWT_TENANT_CLAIM'),
          maxLifetimeSeconds: Number(process.env.JWT_MAX_LIFETIME || 86_400),
        }
      : undefined,
};

function asPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`CRM_PORTS has "${text}", which is no port`);
  return port;
}

/** The values of an optional variable, which are separated by commas. */
function listed(name: string): string[] {
  const list = process.env[name];
  return list ? valuesOf(list) : [];
}

const valuesOf = (list: string): string[] =>
  list
    .split(',')
    .map((value) => value.trim())
    .filter(Boolean);

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set`);
  return value;
}

function positive(name: string): number {
  const value = Number(required(name));
  if (!(value > 0)) throw new Error(`The environment variable ${name} must be a positive number`);
  return value;
}
