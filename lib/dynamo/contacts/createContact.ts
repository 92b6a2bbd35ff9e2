import { identityFields, identityKey } from '../../contacts/identities.ts';
import { assertedBy, type Said } from '../../contacts/statements.ts';
import { identityTaken } from './claims.ts';
import type { ContactItem } from './contactItem.ts';
import { insertContact } from './insertContact.ts';

type Creation = { readonly tenantId: string; readonly said: Said; readonly actor: string; readonly requestId: string };

/**
 * Creates a contact as a person describes it, and claims its email and phone. Throws `identity_taken` where another
 * contact holds one of them.
 */
export async function createContact({ said, ...creation }: Creation): Promise<ContactItem> {
  const claimed = identityFields.flatMap((field) => {
    const value = said[field];
    return value ? [{ field, value, key: identityKey(field, value) }] : [];
  });
  const outcome = await insertContact({
    ...creation,
    sources: { manual: assertedBy(creation.actor, Date.now(), said) },
    identities: Object.fromEntries(claimed.map(({ field, value, key }) => [key, { kind: field, value }])),
  });
  if ('inserted' in outcome) return outcome.inserted;
  throw identityTaken(claimed, outcome.failed) ?? new Error('A new contact has the id of another');
}
