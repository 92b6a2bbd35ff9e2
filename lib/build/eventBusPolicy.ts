import type { Resource } from './role.ts';

/**
 * Makes the resource policy that lets other AWS accounts put events on the event bus, by logical id. `accounts` is a
 * list of account ids, separated by commas; an empty one makes no policy. Throws for anything but ids of 12 digits.
 */
export function eventBusPolicy(accounts: unknown): Record<string, Resource> {
  const ids = String(accounts)
    .split(',')
    .map((id) => id.trim());
  if (ids.join('') === '') return {};
  if (!ids.every((id) => /^\d{12}$/.test(id)))
    throw new Error(
      `publisherAccounts must be AWS account ids of 12 digits, separated by commas and in quotes, not ${accounts}`,
    );
  return {
    EventBusPolicy: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        EventBusName: { Ref: 'EventBus' },
        StatementId: 'publisherAccounts',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: ids },
          Action: 'events:PutEvents',
          Resource: { 'Fn::GetAtt': ['EventBus', 'Arn'] },
        },
      },
    },
  };
}
