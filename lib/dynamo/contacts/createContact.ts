import { callerSource } from '../../contacts/actors.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { assertedBy, type FieldValues } from '../../contacts/fieldValues.ts';
import { type Identities, identityFields } from '../../contacts/identities.ts';
import { identityChanges } from '../../contacts/identityChanges.ts';
import type { Answering } from '../table/answers.ts';
import { takenError } from './changeContact.ts';
import { insertContact, type NewContact } from './insertContact.ts';

/** A contact as a caller describes it. */
export type Creation = {
  readonly tenantId: string;
  readonly values: FieldValues;
  readonly actor: string;
  readonly requestId: string;
  /** Stores the response about the new contact with it. */
  readonly answering?: Answering<StoredContact> | undefined;
};

/**
 * Creates a contact as a caller describes it, and claims its email and phone; an agent's word counts here as a person's
 * does. Throws `identity_taken` where another contact owns one of them, unless it is only reported there.
 */
export async function createContact(creation: Creation): Promise<StoredContact> {
  const result = await insertContact(newContact(creation));
  if ('inserted' in result) return result.inserted;
  if ('taken' in result) throw takenError(result.taken);
  throw new Error('What a caller creates is no event from before an erasure');
}

/** What a caller describes, as a contact that owns its email and phone. */
export function newContact({ values, ...creation }: Creation): NewContact {
  const source = callerSource(creation.actor);
  const assertions = assertedBy(creation.actor, Date.now(), values);
  const nothing = { sources: {}, identities: {} };
  const identities = identityChanges(nothing, source, assertions, { confirms: identityFields });
  // A new contact has no identity to lose.
  return { ...creation, sources: { [source]: assertions }, identities: identities as Identities };
}
