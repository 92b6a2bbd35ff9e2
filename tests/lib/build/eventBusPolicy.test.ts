import { eventBusPolicy } from '../../../lib/build/eventBusPolicy.ts';
import { ownSource } from '../../../lib/events/ownSource.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const rule = (source: unknown, types: unknown[]) => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern: { source, 'detail-type': types } },
});
const resources = {
  EventBus: { Type: 'AWS::Events::EventBus' },
  OutsideRule: rule({ 'Fn::Split': [',', 'chat,voice'] }, [{ prefix: 'message.received' }, 'message.read']),
  OwnRule: rule([ownSource], ['contact.created']),
};
const policies = (publisherAccounts: string) =>
  eventBusPolicy({ publisherAccounts, publisherSources: 'chat,voice' }, ['PublishRole'], resources);
const denied = { Effect: 'Deny', Principal: '*', Action: 'events:PutEvents', Resource: arn('EventBus') };

describe('eventBusPolicy', () => {
  it('requires TLS, and the roles that publish for the source of the service', () => {
    expect(Object.values(policies('')).map(({ Properties }) => Object(Properties).Statement)).toEqual([
      { ...denied, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        ...denied,
        Condition: {
          'ForAnyValue:StringEquals': { 'events:source': ownSource },
          ArnNotEquals: { 'aws:PrincipalArn': [arn('PublishRole')] },
        },
      },
    ]);
  });

  it('lets other accounts put the events that rules take from outside, and nothing else', () => {
    expect(policies('123456789012,012345678901').EventBusPolicy).toEqual({
      Type: 'AWS::Events::EventBusPolicy',
      DependsOn: 'EventBusSourcePolicy',
      Properties: {
        EventBusName: { Ref: 'EventBus' },
        StatementId: 'EventBusPolicy',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: ['123456789012', '012345678901'] },
          Action: 'events:PutEvents',
          Resource: arn('EventBus'),
          Condition: {
            'ForAllValues:StringEquals': { 'events:source': ['chat', 'voice'] },
            StringLike: { 'events:detail-type': ['message.received*', 'message.read'] },
          },
        },
      },
    });
  });

  it('changes the policy of the bus by one statement after the other', () => {
    expect(Object.values(policies('123456789012')).map(({ DependsOn }) => DependsOn)).toEqual([
      undefined,
      'EventBusTransportPolicy',
      'EventBusSourcePolicy',
    ]);
  });
});
