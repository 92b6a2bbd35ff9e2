import { isDeepStrictEqual } from 'node:util';
import type { ClaimUpdate } from './claims.ts';
import { type CrmLink, type StoredContact, toContact } from './contact.ts';
import type { FieldValues } from './fieldValues.ts';
import { type ClaimKey, type IdentityPatch, identityChanges } from './identities.ts';
import type { ResolutionChange } from './resolution.ts';
import type { Assertions, Source } from './sources.ts';

/** Who changes contacts, and when (epoch milliseconds). */
export type Author = { readonly actor: string; readonly at: number };

/** What a decision changes: one contact, and everything that is written in the same transaction. */
export type ContactChange = Author & {
  /** The contact as it was read. */
  readonly contact: StoredContact;
  /** The sources that change, each with all that it asserts from now on; `null` removes the source. */
  readonly sources?: { readonly manual?: Assertions } & {
    readonly [S in Exclude<Source, 'manual'>]?: Assertions | null;
  };
  /** Identities to add or to replace, by their keys; `null` removes one. */
  readonly identities?: IdentityPatch;
  readonly link?: CrmLink;
  /** The contact is deleted. `releases` must list all its identities and its `externalRef`: others would stay taken. */
  readonly removed?: true;
  /** What the contact owns in addition from now on, and what it gives up. */
  readonly claims?: readonly ClaimKey[];
  readonly releases?: readonly ClaimKey[];
  /** What claims that the contact keeps remember of messages. */
  readonly claimUpdates?: readonly ClaimUpdate[];
  readonly resolution?: ResolutionChange;
};

/** Why a decision no longer applies: what it was made for has changed meanwhile. */
export type Stale = { readonly stale: 'contact' | 'claim' | 'attempt' };

/** What other contacts own of what a change would give to a contact: the owner's id by field. */
export type TakenFields = ReadonlyMap<ClaimKey['field'], string>;

/** What becomes of the contacts that a decision was asked about. */
export type Decision = 'unchanged' | Stale | ContactChange | readonly ContactChange[];

/** The values without those of fields that another contact owns. */
export const withoutTaken = ({ email, phone, ...others }: FieldValues, taken: TakenFields): FieldValues => ({
  ...others,
  ...(email !== undefined && !taken.has('email') && { email }),
  ...(phone !== undefined && !taken.has('phone') && { phone }),
});

/** The change that new assertions of one source make, with the addresses that the contact gets and gives up by them. */
export function assertOn(
  contact: StoredContact,
  source: Source,
  assertions: Assertions,
  author: Author,
): ContactChange & Required<Pick<ContactChange, 'claims' | 'releases' | 'sources'>> {
  const values = Object.fromEntries(Object.entries(assertions).map(([field, [value]]) => [field, value]));
  const { taken, released, patch } = identityChanges(source, values, contact);
  const sources = { [source]: { ...contact.sources[source], ...assertions } };
  return { ...author, contact, sources, identities: patch, claims: taken, releases: released };
}

/** Whether a change writes to the contact itself, and not only to what is stored about its lookups. */
export const touchesContact = ({ sources, identities, link, removed, claimUpdates }: ContactChange): boolean =>
  link !== undefined ||
  removed === true ||
  [sources, identities, claimUpdates].some((part) => Object.keys(part ?? {}).length > 0);

/** The contact after a change by the request `writeId`. Its version counts only what callers can see. */
export function applyChange(change: ContactChange, writeId: string): StoredContact {
  const { contact, link, at, actor } = change;
  const { externalRef: _, resolvedAt: __, ...unlinked } = contact;
  const changed: StoredContact = {
    ...(link ? { ...unlinked, ...link } : contact),
    sources: { manual: contact.sources.manual, ...patched(contact.sources, change.sources) },
    identities: patched(contact.identities, change.identities),
    writeId,
  };
  if (isDeepStrictEqual(toContact(changed), toContact(contact))) return changed;
  return { ...changed, version: contact.version + 1, updatedAt: new Date(at).toISOString(), changedBy: actor };
}

type Values<Value> = { readonly [key: string]: Value };

/** The same values, with those of `patch` in their place; `null` removes one. */
const patched = <Value>(values: Values<Value>, patch: Values<Value | null> = {}): Values<Value> =>
  Object.fromEntries(
    Object.entries({ ...values, ...patch }).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
