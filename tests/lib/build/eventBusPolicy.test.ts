import { eventBusPolicy } from '../../../lib/build/eventBusPolicy.ts';

describe('eventBusPolicy', () => {
  it('lets the accounts put events on the bus, and nothing else', () => {
    expect(eventBusPolicy('123456789012, 012345678901')).toMatchObject({
      EventBusPolicy: {
        Properties: {
          EventBusName: { Ref: 'EventBus' },
          Statement: {
            Effect: 'Allow',
            Principal: { AWS: ['123456789012', '012345678901'] },
            Action: 'events:PutEvents',
            Resource: { 'Fn::GetAtt': ['EventBus', 'Arn'] },
          },
        },
      },
    });
  });

  it('does not exist without accounts', () => {
    expect(eventBusPolicy('')).toEqual({});
  });

  // YAML reads 012345678901 as a number without its first digit.
  it.each([
    '*',
    '12345678901',
    12345678901,
    '123456789012,',
    'arn:aws:iam::123456789012:root',
  ])('rejects %p, which is not a list of account ids', (accounts) => {
    expect(() => eventBusPolicy(accounts)).toThrow('must be AWS account ids of 12 digits');
  });
});
