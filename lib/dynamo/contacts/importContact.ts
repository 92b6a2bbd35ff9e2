import { ContactError } from '../../contacts/ContactError.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { contactOfRow, importRow } from '../../contacts/decisions/importRow.ts';
import { isProven } from '../../contacts/identities.ts';
import type { ImportedRow } from '../../contacts/importedRow.ts';
import { findResolution } from '../resolution/resolution.ts';
import { readAll } from '../table/batches.ts';
import { keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { changeContacts } from './changeContacts.ts';
import { asClaim } from './claims.ts';
import { findSurvivor } from './getContact.ts';
import { insertContact } from './insertContact.ts';

/** What became of a row, and what of it was left out, in sentences. */
export type Imported = {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly notes: readonly string[];
};

type Target = { readonly tenantId: string; readonly row: ImportedRow; readonly dryRun?: boolean };

/**
 * Imports a row of a file: finds the contact with its record of the CRM or one of its addresses, and changes it, or
 * creates it. The result of a row that was imported before is the same, and nothing is written twice. Throws
 * `identity_taken` where its record and addresses belong to different contacts, `external_ref_taken` where the contact
 * is linked to another record, `identity_limit`, and `unavailable`. With `dryRun` nothing is written.
 */
export function importContact({ tenantId, row, dryRun = false }: Target): Promise<Imported> {
  const { contactId, requestId, by } = row;
  return retryOnConflict<Imported>(async () => {
    const now = Date.now();
    const { owner, taken, notes } = await findOwner(tenantId, row);
    if (owner === undefined) {
      const contact = { tenantId, contactId, ...contactOfRow(row, taken, now), actor: by, requestId };
      const result = dryRun ? { inserted: contact } : await insertContact(contact);
      return 'inserted' in result ? { outcome: 'created', notes } : undefined;
    }
    const resolution = row.externalRef === undefined ? undefined : await findResolution(tenantId, owner.contactId);
    const decide = (contact: StoredContact) => importRow(contact, row, { taken, resolution }, now);
    if (dryRun) return { outcome: decide(owner) === 'unchanged' ? 'unchanged' : 'updated', notes };
    const target = { tenantId, contactIds: [owner.contactId], requestId, read: owner } as const;
    const result = await changeContacts(target, decide);
    if (!('contacts' in result)) return undefined;
    const [after] = result.contacts;
    const changed = after.changedBy === by ? 'updated' : 'unchanged';
    return { outcome: after.contactId === contactId ? 'created' : changed, notes };
  });
}

type Owned = { readonly name: string; readonly key?: string; readonly isPhone: boolean; readonly owner: StoredContact };

/**
 * Finds the contact that a row is about: the owner of its record and its emails. A phone number finds one only where
 * these find none, and where nothing speaks against it, because many people may share one.
 */
async function findOwner(tenantId: string, row: ImportedRow) {
  const owned = await ownersOf(tenantId, row);
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

/** The contacts that have a row's record, or have proven its addresses. */
async function ownersOf(tenantId: string, { addresses, externalRef }: ImportedRow): Promise<readonly Owned[]> {
  const named = [
    ...(externalRef === undefined ? [] : [{ name: 'externalRef', sortKey: keys.externalRef(externalRef) }]),
    ...addresses.map(({ key, identity }) => ({ name: identity.kind, key, sortKey: keys.identity(key) })),
  ];
  const sortKeys = named.map(({ sortKey }) => sortKey);
  const claims = new Map((await readAll(tenantId, sortKeys, true)).map((item) => [item.contactId, asClaim(item)]));
  const claimed = named.flatMap(({ sortKey, ...each }) => {
    const claim = claims.get(sortKey);
    return claim && (each.name === 'externalRef' || isProven(claim)) ? [{ ...each, ownerId: claim.ownerId }] : [];
  });
  const ids = [...new Set(claimed.map(({ ownerId }) => ownerId))];
  const owners = new Map(await Promise.all(ids.map(async (id) => [id, await findSurvivor(tenantId, id)] as const)));
  return claimed.flatMap(({ ownerId, ...each }) => {
    const owner = owners.get(ownerId);
    return owner ? [{ ...each, isPhone: each.name === 'phone', owner }] : [];
  });
}

function severalOwners(found: readonly Owned[]): ContactError {
  const sentences = new Set(found.map(({ name, owner }) => `${name} belongs to contact ${owner.contactId}`));
  return new ContactError('identity_taken', [...sentences].join('; '));
}
