import { localOutlets, localSettings } from '../../../lib/local/settings.ts';

describe('the settings of the local service', () => {
  it('are six ports and a folder, if nothing else is said', () => {
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

  it('are what the environment says', () => {
    expect(localSettings({ CRM_PORT: '5020', SECRETS_PORT: '5030' })).toMatchObject({
      crmPort: 5020,
      secretsPort: 5030,
    });
  });

  it('lead the functions to the bus, the secrets and a CRM on this machine', () => {
    expect(localOutlets({ eventsPort: 5010, secretsPort: 5030 })).toEqual({
      EVENTS_ENDPOINT: 'http://127.0.0.1:5010',
      SECRETS_ENDPOINT: 'http://127.0.0.1:5030',
      CRM_ALLOW_LOOPBACK: 'true',
    });
  });
});
