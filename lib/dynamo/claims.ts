import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../config.ts';
import { ContactError } from '../contacts/ContactError.ts';
import type { IdentityField } from '../contacts/identities.ts';
import type { FailedConditions } from './failedConditions.ts';
import { keys } from './keys.ts';

type Operation = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Claims an identity for a contact. The condition fails, and shows the claim, where anybody holds it. */
export const claim = (tenantId: string, identityKey: string, contactId: string): Operation => ({
  Put: {
    TableName: config.tableName(),
    Item: { tenantId, contactId: keys.identity(identityKey), holder: contactId },
    ConditionExpression: 'attribute_not_exists(contactId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** Gives an identity back. The condition fails where the contact does not hold it. */
export const release = (tenantId: string, identityKey: string, contactId: string): Operation => ({
  Delete: {
    TableName: config.tableName(),
    Key: { tenantId, contactId: keys.identity(identityKey) },
    ConditionExpression: 'holder = :holder',
    ExpressionAttributeValues: { ':holder': contactId },
  },
});

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
