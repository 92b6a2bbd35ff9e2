/**
 * The settings of a function, read from its environment when they are used. A setting that is missing is an error that
 * names it; one that may be missing is `undefined`.
 */
export const config = {
  /** Name of the contacts table. */
  tableName: () => required('TABLE_NAME'),
  /** AWS region; Lambda sets it. */
  region: () => required('AWS_REGION'),
  /** URL of a DynamoDB engine other than AWS's own. */
  dynamoDbEndpoint: () => process.env.DYNAMODB_ENDPOINT,
  /**
   * What every client of AWS is made with, for AWS itself or whoever answers in its place at `endpoint`. One call costs at most
   * three attempts of a second to connect and two to be answered, so that what hangs is noticed while there is still time to
   * say so.
   */
  awsClient: (endpoint: string | undefined) => ({
    region: config.region(),
    ...(endpoint && { endpoint }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
  }),
  /** Name of the event bus that events go to. */
  eventBusName: () => required('EVENT_BUS_NAME'),
  /** URL of an event bus other than AWS's own. */
  eventsEndpoint: () => process.env.EVENTS_ENDPOINT,
  /** What the names of all secrets of CRM connections begin with. */
  secretPrefix: () => required('SECRET_PREFIX'),
  /** URL of a keeper of secrets other than AWS's own. */
  secretsEndpoint: () => process.env.SECRETS_ENDPOINT,
  /** Whether a CRM's server may be on this machine, and without TLS: only where a developer says so. */
  allowsLoopback: () => process.env.CRM_ALLOW_LOOPBACK === 'true',
  /** The JWTs that are accepted, or `undefined` where only API keys are. */
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
