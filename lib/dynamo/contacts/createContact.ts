import { callerSource } from '../../contacts/actors.ts';
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
 * Creates a contact as a caller describes it, and claims its email and phone. Throws `identity_taken` where another
 * contact owns one of them.
 */
export async function createContact({ values, ...creation }: Creation): Promise<StoredContact> {
  const identities = identityFields.flatMap((field) => {
    const value = values[field];
    return value ? [[identityKey(field, value), { kind: field, value }] as const] : [];
  });
  const result = await insertContact({
    ...creation,
    sources: { [callerSource(creation.actor)]: assertedBy(creation.actor, Date.now(), values) },
    identities: Object.fromEntries(identities),
  });
  if ('inserted' in result) return result.inserted;
  throw takenError(result.taken);
}
