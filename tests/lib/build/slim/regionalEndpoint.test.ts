import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { defaultEndpointResolver } from '../../../../lib/build/slim/stubs/regionalEndpoint.ts';

describe('the endpoint in a bundle', () => {
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
  ])('of %s is the one that the rules of the whole SDK find', (region) => {
    const whole = new DynamoDBClient({ region }).config.endpointProvider({ Region: region });
    expect(defaultEndpointResolver({ Region: region })).toEqual(whole);
  });

  it.each([
    { UseFIPS: true },
    { UseDualStack: true },
    { AccountIdEndpointMode: 'required' },
  ])('is refused for %j, which the bundle cannot do', (parameters) => {
    expect(() => defaultEndpointResolver({ Region: 'us-east-1', ...parameters })).toThrow(/knows no FIPS/);
  });

  it('is the given one where one is given', () => {
    const { url } = defaultEndpointResolver({ Endpoint: 'http://127.0.0.1:8000', Region: 'eu-central-1' });
    expect(url.href).toBe('http://127.0.0.1:8000/');
  });
});
