import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Claim } from '../../lib/contacts/claims.ts';
import type { StoredContact } from '../../lib/contacts/contact.ts';
import { asClaim } from '../../lib/dynamo/contacts/claims.ts';
import { asContact } from '../../lib/dynamo/contacts/getContact.ts';
import { send } from '../../lib/dynamo/table/client.ts';

export type TenantItems = {
  readonly contacts: readonly StoredContact[];
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
    contacts: Items.filter(({ contactId }) => !String(contactId).startsWith('#')).map(asContact),
    claims: Object.fromEntries(
      under('#identity#').map(({ tenantId: _, contactId, ...claim }) => [
        String(contactId).slice('#identity#'.length),
        asClaim(claim),
      ]),
    ),
    duplicates: under('#duplicate#'),
  };
}

/** Sets attributes of an item, made if there is none, as a writer would that the tests do not have. */
export async function setAttributes(tenantId: string, contactId: string, attributes: object): Promise<void> {
  const entries = Object.entries(attributes);
  const update = new UpdateCommand({
    TableName: process.env.TABLE_NAME,
    Key: { tenantId, contactId },
    UpdateExpression: `SET ${entries.map((_, i) => `#${i} = :${i}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], i) => [`#${i}`, name])),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], i) => [`:${i}`, value])),
  });
  await send((db) => db.send(update));
}

/** Expects that every identity of every contact is claimed by it, and that nothing else is claimed. */
export function expectClaimsToFit({ contacts, claims }: TenantItems): void {
  const held = contacts.flatMap(({ contactId, identities }) => Object.keys(identities).map((key) => [key, contactId]));
  expect(Object.fromEntries(Object.entries(claims).map(([key, { ownerId }]) => [key, ownerId]))).toEqual(
    Object.fromEntries(held),
  );
}
