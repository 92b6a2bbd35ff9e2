import { callerSource, forbidAgent } from '../actors.ts';
import { type Author, accepting, type ContactChange, type Decision } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { fold } from '../fold.ts';
import { type Identity, identityFields, identityLimit, isFull, isProven } from '../identities.ts';
import { mayReport } from '../identityChanges.ts';
import { ownerOf } from '../parts.ts';
import type { KeyedIdentity } from '../sightings.ts';
import { withoutIdentity } from './removeIdentity.ts';

/**
 * Decides what changes when a caller states that an address is that of a contact: a person confirms it, an agent only
 * reports it. One that is proven by what was merged into the contact stays there. If the contact shows no email or
 * phone, this one is shown. Throws `forbidden` for an agent's address where a person has stated or removed one, and
 * `identity_limit`.
 */
export function addIdentity(contact: StoredContact, { key, identity }: KeyedIdentity, author: Author): Decision {
  const source = callerSource(author.actor);
  const isPerson = source === 'manual';
  const known = Object.hasOwn(contact.identities, key) ? contact.identities[key] : undefined;
  const merged = ownerOf(contact, key)?.identities[key];
  if (merged && (isProven(merged) || !isPerson)) return 'unchanged';
  if (!isPerson && !mayReport(contact, identity.kind, key))
    forbidAgent(author.actor, 'add an address that a person has replaced or removed');
  if (!known && isFull(contact)) throw identityLimit();
  const added: Identity = { ...(known ?? identity), ...(isPerson && { confirmed: [author.at, author.actor] }) };
  // A value that a source asserts of an address may count again.
  const identities = { ...contact.identities, [key]: known ?? identity };
  const field = identityFields.find((each) => each === identity.kind);
  const isShown = field === undefined || fold({ ...contact, identities })[field] !== null;
  const shown = field && !isShown && { [field]: [added.value, author.at, author.actor] as const };
  return {
    ...author,
    contact,
    identities: { [key]: added },
    ...(shown && { sources: { [source]: { ...contact.sources[source], ...shown } } }),
    ...accepting(contact, { [key]: added }),
  };
}

/**
 * Decides what changes when a person moves an address from its owner to another contact. An agent cannot: `forbidden`.
 */
export function moveIdentity(
  contact: StoredContact,
  owner: StoredContact,
  added: KeyedIdentity,
  author: Author,
): Decision {
  forbidAgent(author.actor, 'move an address; only a person can');
  const gain = addIdentity(contact, added, author);
  const isOwned = ownerOf(owner, added.key) !== undefined && owner.contactId !== contact.contactId;
  return isOwned && isChange(gain) ? [gain, ...withoutIdentity(owner, added.key, author)] : gain;
}

const isChange = (decision: Decision): decision is ContactChange => decision !== 'unchanged' && 'contact' in decision;
