import { applyChange } from '../../contacts/applyChanges.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { contactOfRow, importRow } from '../../contacts/decisions/importRow.ts';
import { allIdentities } from '../../contacts/fold.ts';
import { isProven } from '../../contacts/identities.ts';
import type { ImportedRow } from '../../contacts/importedRow.ts';
import { findResolution } from '../resolution/resolution.ts';
import { readAll } from '../table/batches.ts';
import { keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { changeContacts } from './changeContacts.ts';
import { asClaim } from './claims.ts';
import { erasedKey, erasureNotes } from './erasedAddresses.ts';
import { findOwners } from './findByClaims.ts';
import { insertContact } from './insertContact.ts';

/** What became of a row, and notes on what was left out of it, or brought back. */
export type Imported = {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly notes: readonly string[];
};

type Target = { readonly tenantId: string; readonly row: ImportedRow; readonly dryRun?: boolean };

/**
 * Imports a row of a file: finds the contact with its record of the CRM or one of its addresses, and changes it, or
 * creates it. A contact is updated if it shows other values, or has another address that it has proven. The result of a
 * row that was imported before is the same, and nothing is written twice. Throws
 * `identity_taken` where its record and addresses belong to different contacts, `external_ref_taken` where the contact
 * is linked to another record, `identity_limit`, and `unavailable`. With `dryRun` nothing is written.
 */
export function importContact({ tenantId, row, dryRun = false }: Target): Promise<Imported> {
  const { contactId, requestId, by } = row;
  return retryOnConflict<Imported>(async () => {
    const now = Date.now();
    const found = await findOwner(tenantId, row);
    if (found === undefined) return undefined;
    const { owner, taken, notes, erased } = found;
    if (owner === undefined) {
      const contact = { tenantId, contactId, ...contactOfRow(row, taken, now), actor: by, requestId };
      const result = dryRun ? { inserted: contact } : await insertContact(contact);
      return 'inserted' in result ? { outcome: 'created', notes: [...notes, ...erased] } : undefined;
    }
    const resolution = row.externalRef === undefined ? undefined : await findResolution(tenantId, owner.contactId);
    const decide = (contact: StoredContact) => importRow(contact, row, { taken, resolution }, now);
    if (dryRun) {
      const change = decide(owner);
      return resultFor(change === 'unchanged' ? owner : applyChange(change, requestId), row, { taken, notes });
    }
    const target = { tenantId, contactIds: [owner.contactId], requestId, read: owner } as const;
    const result = await changeContacts(target, decide);
    if (!('contacts' in result)) return undefined;
    const [after] = result.contacts;
    return after.contactId === contactId ? { outcome: 'created', notes } : resultFor(after, row, { taken, notes });
  });
}

type Context = { readonly taken: ReadonlySet<string>; readonly notes: readonly string[] };

/** What became of a row about a contact that there was before. */
function resultFor(after: StoredContact, { addresses, by }: ImportedRow, { taken, notes }: Context): Imported {
  const identities = allIdentities(after);
  const isChanged = after.changedBy === by || Object.values(identities).some(({ confirmed }) => confirmed?.[1] === by);
  const refused = addresses.filter(({ key }) => !Object.hasOwn(identities, key) && !taken.has(key));
  const reason = 'a person has stated another one or removed it';
  return {
    outcome: isChanged ? 'updated' : 'unchanged',
    notes: [...notes, ...refused.map(({ identity: { kind } }) => `${kind} is left out: ${reason}`)],
  };
}

type Owned = { readonly name: string; readonly key?: string; readonly isPhone: boolean; readonly owner: StoredContact };

/**
 * Finds the contact that a row is about: the owner of its record and its emails. A phone number finds one only where
 * these find none, and where nothing speaks against it, because many people may share one. Returns `undefined` where
 * something has moved between the reads.
 */
async function findOwner(tenantId: string, row: ImportedRow) {
  const owners = await ownersOf(tenantId, row);
  if (owners === undefined) return undefined;
  const { owned, erased } = owners;
  const decisive = owned.filter(({ isPhone }) => !isPhone);
  const fitting = owned.filter(({ isPhone, owner }) => isPhone && fits(owner, row));
  const found = decisive.length > 0 ? decisive : fitting;
  const [first] = found;
  if (found.some(({ owner }) => owner.contactId !== first?.owner.contactId)) throw severalOwners(found);
  const owner = first?.owner;
  if (owner && isLinkedElsewhere(owner, row))
    throw new ContactError('external_ref_taken', `contact ${owner.contactId} is linked to another record`);
  const others = owned.filter((each) => each.owner.contactId !== owner?.contactId);
  return {
    owner,
    taken: new Set(owned.flatMap(({ key }) => key ?? [])),
    notes: others.map(({ name, owner: { contactId } }) => `${name} belongs to contact ${contactId}`),
    erased,
  };
}

const isLinkedElsewhere = ({ externalRef: known }: StoredContact, { externalRef }: ImportedRow): boolean =>
  known !== undefined && externalRef !== undefined && known !== externalRef;

/** Whether the owner of a phone number may be the person: it has no email where the row has others, and no record. */
function fits(owner: StoredContact, row: ImportedRow): boolean {
  const hasEmail = (identities: readonly { readonly kind: string }[]) =>
    identities.some(({ kind }) => kind === 'email');
  const hasEmails = hasEmail(Object.values(owner.identities)) && hasEmail(row.addresses.map((each) => each.identity));
  return !hasEmails && !isLinkedElsewhere(owner, row);
}

/** The contacts that have a row's record, or have proven its addresses, and notes on addresses that were erased. */
async function ownersOf(tenantId: string, { addresses, externalRef }: ImportedRow) {
  const named = [
    ...(externalRef === undefined ? [] : [{ name: 'externalRef', sortKey: keys.externalRef(externalRef) }]),
    ...addresses.map(({ key, identity }) => ({ name: identity.kind, key, sortKey: keys.identity(key) })),
  ];
  const marks = addresses.map(({ key }) => erasedKey(tenantId, key));
  const items = await readAll(tenantId, [...named.map(({ sortKey }) => sortKey), ...marks], true);
  const found = new Map(items.map((item) => [item.contactId, item]));
  const claimed = named.flatMap(({ sortKey, ...each }) => {
    const item = found.get(sortKey);
    const claim = item && asClaim(item);
    const counts = claim && (each.name === 'externalRef' || isProven(claim));
    return counts ? [{ ...each, sortKey, ownerId: claim.ownerId }] : [];
  });
  const free = named.filter(({ sortKey }) => !found.has(sortKey));
  const owners = await findOwners(tenantId, [...claimed, ...free]);
  if (owners === undefined) return undefined;
  const owned = claimed.flatMap(({ ownerId, sortKey: _, ...each }): Owned[] => {
    const owner = owners.get(ownerId);
    return owner ? [{ ...each, isPhone: each.name === 'phone', owner }] : [];
  });
  return { owned, erased: erasureNotes(tenantId, addresses, items) };
}

function severalOwners(found: readonly Owned[]): ContactError {
  const sentences = new Set(found.map(({ name, owner }) => `${name} belongs to contact ${owner.contactId}`));
  return new ContactError('identity_taken', [...sentences].join('; '));
}
