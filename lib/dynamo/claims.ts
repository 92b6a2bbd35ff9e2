import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../config.ts';
import { ContactError } from '../contacts/ContactError.ts';
import type { IdentityField } from '../contacts/identities.ts';
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

/** Tells who holds an identity that was asked for. */
export const identityTaken = (field: IdentityField, found: Record<string, unknown>): ContactError =>
  new ContactError('identity_taken', `${field} belongs to contact ${found.holder}`, {
    faults: [{ pointer: `/${field}`, message: `${field} belongs to contact ${found.holder}` }],
  });
