import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Claim, proofOf } from '../../lib/contacts/claims.ts';
import type { StoredContact } from '../../lib/contacts/contact.ts';
import type { Identities } from '../../lib/contacts/identities.ts';
import { partsOf } from '../../lib/contacts/parts.ts';
import { asClaim } from '../../lib/dynamo/contacts/claims.ts';
import { asContact } from '../../lib/dynamo/contacts/getContact.ts';
import { send } from '../../lib/dynamo/table/client.ts';

export type TenantItems = {
  readonly contacts: readonly StoredContact[];
  /** Claims by the key of their identity. */
  readonly claims: Readonly<Record<string, Claim>>;
  readonly duplicates: readonly Record<string, unknown>[];
  /** Who is linked to which record of the CRM: ids of contacts by `externalRef`. */
  readonly links: Readonly<Record<string, string>>;
  /** When identities were erased (epoch milliseconds), by their hashes. */
  readonly erased: Readonly<Record<string, number>>;
};

/** Reads all items of a tenant. */
export async function readPartition(tenantId: string): Promise<Record<string, unknown>[]> {
  const query = new QueryCommand({
    TableName: process.env.TABLE_NAME,
    KeyConditionExpression: 'tenantId = :tenant',
    ExpressionAttributeValues: { ':tenant': tenantId },
    ConsistentRead: true,
  });
  return (await send((db) => db.send(query))).Items ?? [];
}

/** Reads all contacts, claims and duplicate suggestions of a tenant. */
export async function readItems(tenantId: string): Promise<TenantItems> {
  const Items = await readPartition(tenantId);
  const withPrefix = (prefix: string) => Items.filter(({ contactId }) => String(contactId).startsWith(prefix));
  return {
    contacts: Items.filter(({ contactId }) => !String(contactId).startsWith('#')).map(asContact),
    claims: Object.fromEntries(
      withPrefix('#identity#').map(({ tenantId: _, contactId, ...claim }) => [
        String(contactId).slice('#identity#'.length),
        asClaim(claim),
      ]),
    ),
    duplicates: withPrefix('#duplicate#'),
    links: Object.fromEntries(
      withPrefix('#externalRef#').map(({ contactId, ownerId }) => [
        String(contactId).slice('#externalRef#'.length),
        String(ownerId),
      ]),
    ),
    erased: Object.fromEntries(
      withPrefix('#erased#').map(({ contactId, erasedAt }) => [
        String(contactId).slice('#erased#'.length),
        Number(erasedAt),
      ]),
    ),
  };
}

/** Identities without the times at which people stated them, which differ between runs. */
export const withoutStatements = (identities: Identities): object =>
  Object.fromEntries(
    Object.entries(identities).map(([key, { confirmed, ...each }]) => [key, { ...each, isConfirmed: !!confirmed }]),
  );

/** Sets attributes of an item directly, without the service. Creates the item if it does not exist. */
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

/** All parts of the contacts that are not merged into another one. */
export const partsIn = (contacts: readonly StoredContact[]): readonly StoredContact[] =>
  contacts.filter(({ mergedInto }) => mergedInto === undefined).flatMap(partsOf);

/** Expects a claim for each identity of each contact, owned by that contact and as strong, and no other claims. */
export function expectClaimsToMatchIdentities({ contacts, claims }: TenantItems): void {
  const expected = partsIn(contacts).flatMap(({ contactId, identities }) =>
    Object.entries(identities).map(([key, identity]) => [key, { ownerId: contactId, ...proofOf(identity) }]),
  );
  const actual = Object.entries(claims).map(([key, claim]) => [key, { ownerId: claim.ownerId, ...proofOf(claim) }]);
  expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
}
