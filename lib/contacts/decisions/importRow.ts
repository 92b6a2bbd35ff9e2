import { accepting, type ContactChange } from '../change.ts';
import type { CrmLink, StoredContact } from '../contact.ts';
import { assertedBy, fields } from '../fieldValues.ts';
import { type Identities, type Identity, identityLimit, isProven, maxIdentities } from '../identities.ts';
import { mayReport } from '../identityChanges.ts';
import type { ImportedRow } from '../importedRow.ts';
import type { Resolution } from '../resolution.ts';
import { type Sources, supersedes } from '../sources.ts';

/** The keys of addresses that other contacts have proven. */
type Taken = ReadonlySet<string>;

/**
 * Decides what a row of a file changes in the contact that it is about. It asserts its values as the source `agent`,
 * and confirms its addresses; it takes none away. No person's edit is undone: neither a value, nor that an address was
 * replaced or removed, nor a link, nor that a record (`resolution`) was unlinked. Throws `identity_limit`.
 */
export function importRow(
  contact: StoredContact,
  row: ImportedRow,
  { taken, resolution }: { readonly taken: Taken; readonly resolution: Resolution | undefined },
  now: number,
): ContactChange | 'unchanged' {
  const { values, addresses, externalRef, by, at } = row;
  const known = contact.sources.agent ?? {};
  const stated = assertedBy(by, at, values);
  const news = Object.fromEntries(
    fields.flatMap((field) => {
      const assertion = stated[field];
      return assertion && supersedes(assertion, known[field]) ? [[field, assertion]] : [];
    }),
  );
  const identities = Object.fromEntries(
    addresses.flatMap(({ key, identity }): [string, Identity][] => {
      const owned = Object.hasOwn(contact.identities, key) ? contact.identities[key] : undefined;
      if (owned && isProven(owned)) return [];
      if (!owned && (taken.has(key) || !mayReport(contact, identity.kind, key))) return [];
      return [[key, { ...(owned ?? identity), confirmed: [at, by] }]];
    }),
  );
  requireRoom({ ...contact.identities, ...identities });
  const isLinkable = externalRef !== undefined && contact.externalRef === undefined;
  const link = isLinkable && !resolution?.refused?.includes(externalRef) ? linkTo(externalRef, now) : undefined;
  if ([news, identities, link ?? {}].every((part) => Object.keys(part).length === 0)) return 'unchanged';
  return {
    actor: by,
    at: now,
    contact,
    ...(Object.keys(news).length > 0 && { sources: { agent: { ...known, ...news } } }),
    identities,
    ...accepting(contact, identities),
    ...(link && { link }),
  } satisfies ContactChange;
}

/** The contact that a row creates, without the addresses that others have proven. Throws `identity_limit`. */
export function contactOfRow(
  { values, addresses, externalRef, by, at }: ImportedRow,
  taken: Taken,
  now: number,
): { readonly sources: Sources; readonly identities: Identities; readonly link?: CrmLink } {
  const own = addresses.filter(({ key }) => !taken.has(key));
  const identities: Identities = Object.fromEntries(
    own.map(({ key, identity }): [string, Identity] => [key, { ...identity, confirmed: [at, by] }]),
  );
  requireRoom(identities);
  return {
    sources: { agent: assertedBy(by, at, values) },
    identities,
    ...(externalRef !== undefined && { link: linkTo(externalRef, now) }),
  };
}

function requireRoom(identities: Identities): void {
  if (Object.keys(identities).length > maxIdentities) throw identityLimit();
}

/** The record is the CRM's own word, so no person has made the link. */
const linkTo = (externalRef: string, now: number): CrmLink => ({
  resolutionStatus: 'crm_resolved',
  externalRef,
  resolvedAt: new Date(now).toISOString(),
});
