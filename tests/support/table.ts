import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { asClaim, type Claim } from '../../lib/dynamo/claims.ts';
import { send } from '../../lib/dynamo/client.ts';
import { asContactItem, type ContactItem } from '../../lib/dynamo/contactItem.ts';

export type TenantItems = {
  readonly contacts: readonly ContactItem[];
  /** Claims by the key of their identity. */
  readonly claims: Readonly<Record<string, Claim>>;
  readonly duplicates: readonly Record<string, unknown>[];
};

/** Everything that lies in the table for a tenant, by kind. */
export async function itemsOf(tenantId: string): Promise<TenantItems> {
  const query = new QueryCommand({
    TableName: process.env.TABLE_NAME,
    KeyConditionExpression: 'tenantId = :tenant',
    ExpressionAttributeValues: { ':tenant': tenantId },
    ConsistentRead: true,
  });
  const { Items = [] } = await send((db) => db.send(query));
  const under = (prefix: string) => Items.filter(({ contactId }) => String(contactId).startsWith(prefix));
  return {
    contacts: Items.filter(({ contactId }) => !String(contactId).startsWith('#')).map(asContactItem),
    claims: Object.fromEntries(
      under('#identity#').map(({ tenantId: _, contactId, ...claim }) => [
        String(contactId).slice('#identity#'.length),
        asClaim(claim),
      ]),
    ),
    duplicates: under('#duplicate#'),
  };
}

/** Expects that every identity of every contact is claimed by it, and that nothing else is claimed. */
export function expectClaimsToFit({ contacts, claims }: TenantItems): void {
  const held = contacts.flatMap(({ contactId, identities }) => Object.keys(identities).map((key) => [key, contactId]));
  expect(Object.fromEntries(Object.entries(claims).map(([key, { holder }]) => [key, holder]))).toEqual(
    Object.fromEntries(held),
  );
}
