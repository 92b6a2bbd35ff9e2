import { isDeepStrictEqual } from 'node:util';
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import type { IdentityField } from '../../contacts/identities.ts';
import type { Assertion } from '../../contacts/sources.ts';
import type { FailedConditions } from '../table/failedConditions.ts';
import { keys } from '../table/keys.ts';

/**
 * What a claim knows of messages: the first one that came from its address, which it has as that one spells it; and what
 * the newest one known here calls the sender, as long as that is what the contact's senders are called.
 */
export type Sighted = { readonly seen?: Assertion; readonly named?: Assertion };

/** That an identity, or a record of the CRM, belongs to one contact, the holder. */
export type Claim = Sighted & { readonly holder: string };

export const asClaim = (item: Record<string, unknown>): Claim => item as Claim;

/** One operation of a transaction. */
export type Operation = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Claims what is unique, by its sort key, for a contact. The condition fails, and shows the claim, where anybody holds it. */
export const claim = (tenantId: string, key: string, contactId: string, sighted?: Sighted): Operation => ({
  Put: {
    TableName: config.tableName(),
    Item: { tenantId, contactId: key, holder: contactId, ...sighted },
    ConditionExpression: 'attribute_not_exists(contactId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** Gives a claim back. The condition fails where the contact does not hold it. */
export const release = (tenantId: string, key: string, contactId: string): Operation => ({
  Delete: {
    TableName: config.tableName(),
    Key: { tenantId, contactId: key },
    ConditionExpression: 'holder = :holder',
    ExpressionAttributeValues: { ':holder': contactId },
  },
});

/** Brings what a claim knows of messages up to date, on condition that nobody has done so meanwhile; nothing where it is. */
export function updateClaim(tenantId: string, key: string, known: Claim, sighted: Sighted): Operation[] {
  if (isDeepStrictEqual([sighted.seen, sighted.named], [known.seen, known.named])) return [];
  const sets = Object.entries(sighted);
  const set = sets.length > 0 ? `SET ${sets.map(([name]) => `${name} = :${name}`).join(', ')}` : '';
  return [
    {
      Update: {
        TableName: config.tableName(),
        Key: { tenantId, contactId: keys.identity(key) },
        UpdateExpression: `${set}${sighted.named ? '' : ' REMOVE named'}`,
        ConditionExpression: ['holder = :holder', unchanged('seen', known), unchanged('named', known)].join(' AND '),
        ExpressionAttributeValues: {
          ':holder': known.holder,
          ...(known.seen && { ':known_seen': known.seen }),
          ...(known.named && { ':known_named': known.named }),
          ...Object.fromEntries(sets.map(([name, value]) => [`:${name}`, value])),
        },
      },
    },
  ];
}

const unchanged = (name: keyof Sighted, known: Claim): string =>
  known[name] === undefined ? `attribute_not_exists(${name})` : `${name} = :known_${name}`;

/**
 * Tells who holds the first identity that a transaction could not claim; `undefined` where it was not for a claim that it
 * failed. The claims follow one other operation, in the order of `wanted`.
 */
export function identityTaken(
  wanted: readonly { readonly field: IdentityField }[],
  failed: FailedConditions,
): ContactError | undefined {
  for (const [i, { field }] of wanted.entries()) {
    const holder = failed[i + 1]?.found?.holder;
    if (holder === undefined) continue;
    const message = `${field} belongs to contact ${holder}`;
    return new ContactError('identity_taken', message, { faults: [{ pointer: `/${field}`, message }] });
  }
  return undefined;
}
