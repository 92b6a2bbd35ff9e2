import type { StoredContact } from '../../contacts/contact.ts';
import { assertedBy, type FieldValues } from '../../contacts/fieldValues.ts';
import { identityFields, identityKey } from '../../contacts/identities.ts';
import { takenError } from './changeContact.ts';
import { insertContact } from './insertContact.ts';

type Creation = {
  readonly tenantId: string;
  readonly values: FieldValues;
  readonly actor: string;
  readonly requestId: string;
};

/**
 * Creates a contact as a person describes it, and claims its email and phone. Throws `identity_taken` where another
 * contact owns one of them.
 */
export async function createContact({ values, ...creation }: Creation): Promise<StoredContact> {
  const claims = identityFields.flatMap((field) => {
    const value = values[field];
    return value ? [{ field, value, key: identityKey(field, value) }] : [];
  });
  const result = await insertContact({
    ...creation,
    sources: { manual: assertedBy(creation.actor, Date.now(), values) },
    identities: Object.fromEntries(claims.map(({ field, value, key }) => [key, { kind: field, value }])),
  });
  if ('inserted' in result) return result.inserted;
  const field = claims.find(({ key }) => key === result.taken)?.field ?? 'email';
  throw takenError({ field, claim: result.claim });
}
