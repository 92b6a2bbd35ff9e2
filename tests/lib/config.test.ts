import { config } from '../../lib/config.ts';

const { env } = process;
beforeEach(() => {
  process.env = {};
});
afterEach(() => {
  process.env = env;
});

describe('config', () => {
  it.each([
    ['tableName', 'TABLE_NAME'],
    ['region', 'AWS_REGION'],
    ['eventBusName', 'EVENT_BUS_NAME'],
    ['secretPrefix', 'SECRET_PREFIX'],
  ] as const)('reads %s from %s, and throws an error with that name if it is not set', (setting, name) => {
    expect(config[setting]).toThrow(`The environment variable ${name} is not set`);
    process.env[name] = 'x';
    expect(config[setting]()).toBe('x');
  });

  it('derives the name of the table of API keys from that of the contacts', () => {
    process.env.TABLE_NAME = 'contacts-production';
    expect(config.apiKeysTableName()).toBe('contacts-production-keys');
  });

  it('makes test keys, unless the stage is live, and requires the setting', () => {
    expect(config.apiKeyMode).toThrow('The environment variable API_KEY_MODE is not set');
    process.env.API_KEY_MODE = 'test';
    expect(config.apiKeyMode()).toBe('test');
    process.env.API_KEY_MODE = 'live';
    expect(config.apiKeyMode()).toBe('live');
  });

  it('reads the limits of requests, if any, and throws an error with the name of one that is no positive number', () => {
    for (const name of ['TENANT', 'CREDENTIAL']) delete process.env[`${name}_REQUESTS_PER_SECOND`];
    expect(config.requestsPerSecond()).toBeUndefined();
    process.env.TENANT_REQUESTS_PER_SECOND = '100';
    for (const wrong of ['0', '-1', 'many', ' ']) {
      process.env.CREDENTIAL_REQUESTS_PER_SECOND = wrong;
      expect(config.requestsPerSecond).toThrow('CREDENTIAL_REQUESTS_PER_SECOND must be a positive number');
    }
    process.env.CREDENTIAL_REQUESTS_PER_SECOND = '0.5';
    expect(config.requestsPerSecond()).toEqual({ tenant: 100, credential: 0.5 });
  });

  it('has no other endpoints by default', () => {
    const { dynamoDbEndpoint, eventsEndpoint, secretsEndpoint } = config;
    expect([dynamoDbEndpoint(), eventsEndpoint(), secretsEndpoint()]).toEqual(Array(3).fill(undefined));
  });

  it('allows CRM servers neither on loopback nor at other ports than 443 by default', () => {
    const { crmAddresses } = config;
    expect(crmAddresses()).toEqual({ allowLoopback: false, ports: [] });
    Object.assign(process.env, { OUTBOUND_ALLOW_LOOPBACK: '1', CRM_PORTS: '' });
    expect(crmAddresses()).toEqual({ allowLoopback: false, ports: [] });
    Object.assign(process.env, { OUTBOUND_ALLOW_LOOPBACK: 'true', CRM_PORTS: '8443, 9443' });
    expect(crmAddresses()).toEqual({ allowLoopback: true, ports: [8443, 9443] });
  });

  it.each(['x', '0', '65536', '8000-9000', '84.5'])('throws for the port %j', (port) => {
    process.env.CRM_PORTS = `8443,${port}`;
    expect(config.crmAddresses).toThrow(`CRM_PORTS has "${port}", which is no port`);
  });

  it('accepts no JWTs without an issuer, and requires all settings with one', () => {
    expect(config.jwt()).toBeUndefined();
    process.env.JWT_ISSUER = 'https://issuer.example/';
    expect(config.jwt).toThrow('The environment variable JWT_AUDIENCE is not set');
    Object.assign(process.env, { JWT_AUDIENCE: 'a, b', JWT_JWKS_URI: 'https://x/', JWT_TENANT_CLAIM: 't' });
    expect(config.jwt()).toEqual({
      issuer: 'https://issuer.example/',
      audiences: ['a', 'b'],
      jwksUri: 'https://x/',
      tenantClaim: 't',
      maxLifetimeSeconds: 86_400,
    });
    process.env.JWT_MAX_LIFETIME = '3600';
    expect(config.jwt()).toMatchObject({ maxLifetimeSeconds: 3600 });
  });

  it('gives AWS clients the region, and an endpoint only if there is one', () => {
    process.env.AWS_REGION = 'eu-central-1';
    expect(config.awsClient(undefined)).not.toHaveProperty('endpoint');
    expect(config.awsClient('http://x')).toMatchObject({
      region: 'eu-central-1',
      endpoint: 'http://x',
      maxAttempts: 3,
    });
  });
});
