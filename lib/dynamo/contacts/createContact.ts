import { callerSource } from '../../contacts/actors.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { assertedBy, type FieldValues } from '../../contacts/fieldValues.ts';
import { type Identities, identityFields } from '../../contacts/identities.ts';
import { identityChanges } from '../../contacts/identityChanges.ts';
import { takenError } from './changeContact.ts';
import { insertContact } from './insertContact.ts';

type Creation = {
  readonly tenantId: string;
  readonly values: FieldValues;
  readonly actor: string;
  readonly requestId: string;
};

/**
 * Creates a contact as a caller describes it, and claims its email and phone; an agent's word counts here as a person's
 * does. Throws `identity_taken` where another contact owns one of them, unless it is only reported there.
 */
export async function createContact({ values, ...creation }: Creation): Promise<StoredContact> {
  const source = callerSource(creation.actor);
  const assertions = assertedBy(creation.actor, Date.now(), values);
  const nothing = { sources: {}, identities: {} };
  const identities = identityChanges(nothing, source, assertions, { confirms: identityFields });
  const result = await insertContact({
    ...creation,
    sources: { [source]: assertions },
    // A new contact has no identity to lose.
    identities: identities as Identities,
  });
  if ('inserted' in result) return result.inserted;
  throw takenError(result.taken);
}
