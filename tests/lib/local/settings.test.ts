import { localEndpoints, localSettings } from '../../../lib/local/settings.ts';

describe('localSettings', () => {
  it('defaults to six ports and the folder .local', () => {
    expect(localSettings({})).toEqual({
      port: 3000,
      lambdaPort: 3002,
      dynamoDbPort: 8000,
      eventsPort: 4010,
      crmPort: 4020,
      secretsPort: 4030,
      directory: expect.stringMatching(/\.local$/),
      dynamoDbEndpoint: undefined,
    });
  });

  it('reads the environment', () => {
    expect(localSettings({ CRM_PORT: '5020', SECRETS_PORT: '5030' })).toMatchObject({
      crmPort: 5020,
      secretsPort: 5030,
    });
  });
});

describe('localEndpoints', () => {
  it('names the local event bus and Secrets Manager, and allows CRMs on this machine', () => {
    expect(localEndpoints({ eventsPort: 5010, secretsPort: 5030 })).toEqual({
      EVENTS_ENDPOINT: 'http://127.0.0.1:5010',
      SECRETS_ENDPOINT: 'http://127.0.0.1:5030',
      CRM_ALLOW_LOOPBACK: 'true',
    });
  });
});
