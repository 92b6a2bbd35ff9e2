import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { regionalEndpoint } from '../../../../../lib/build/slim/stubs/regionalEndpoint.ts';

const region = 'us-east-1';

const services = [
  { service: 'dynamodb', whole: new DynamoDBClient({ region }).config.endpointProvider },
  { service: 'events', whole: new EventBridgeClient({ region }).config.endpointProvider },
  { service: 'secretsmanager', whole: new SecretsManagerClient({ region }).config.endpointProvider },
];

describe.each(services)('regionalEndpoint of $service', ({ service, whole }) => {
  const endpoint = regionalEndpoint(service);

  it.each([
    'af-south-1',
    'ap-southeast-7',
    'mx-central-1',
    'us-east-1',
    'cn-northwest-1',
    'eusc-de-east-1',
    'us-gov-east-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'eu-isoe-west-1',
    'us-isof-south-1',
  ])('returns the same endpoint for %s as the rules of the SDK', (Region) => {
    expect(endpoint({ Region })).toEqual(whole({ Region }));
  });

  it('returns the given endpoint', () => {
    const given = { Endpoint: 'http://127.0.0.1:8000', Region: 'eu-central-1' };
    expect(endpoint(given)).toEqual(whole(given));
  });

  it.each([
    { UseFIPS: true },
    { UseDualStack: true },
    { AccountIdEndpointMode: 'required' },
    { EndpointId: 'abc.123' },
  ])('throws for %j, which it does not support', (parameters) => {
    expect(() => endpoint({ Region: region, ...parameters })).toThrow(
      `This bundle knows only the regional endpoints of ${service}`,
    );
  });
});
