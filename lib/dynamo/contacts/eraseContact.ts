import type { Erasure } from '../../../schemas/api/deleteContact.ts';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { addressesOf } from '../../contacts/erasure.ts';
import { type DependentKind, keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { type Operation, writeAll } from '../table/writeAll.ts';
import { requireVersion } from './changeContact.ts';
import { asClaim } from './claims.ts';
import { type Dependent, findDependents, isClaim, releaseOperation, removeDependents } from './dependents.ts';
import { markErased } from './erasedAddresses.ts';
import { contactNotFound, findSurvivor } from './getContact.ts';
import { asEntry } from './listHistory.ts';
import { findReceipt, tombstoneOperation } from './tombstones.ts';

type Request = {
  readonly tenantId: string;
  readonly contactId: string;
  /** The versions that the caller means to erase; absent = any. */
  readonly ifMatch?: readonly number[] | undefined;
};

/** How many claims one transaction can release, beside the contact and its tombstone. */
const maxReleases = 98;

/**
 * Erases a contact with everything that depends on it, and returns what was erased. A contact that is erased already
 * has the same answer for 31 days.
 *
 * Its addresses are marked first, so that no earlier event can claim them; a mark of a contact that there still is does
 * nothing. Then one transaction removes the contact and its claims. From there on, projectChange removes what a crash
 * leaves. Throws `contact_not_found`, `version_mismatch` and `unavailable`.
 */
export const eraseContact = ({ tenantId, contactId, ifMatch }: Request): Promise<Erasure> =>
  retryOnConflict<Erasure>(async () => {
    const contact = await findSurvivor(tenantId, contactId);
    if (contact === undefined) return requireReceipt(tenantId, contactId);
    requireVersion(contact, ifMatch);
    const dependents = await findDependents(contact);
    const at = Date.now();
    const items = (wanted: DependentKind) => dependents.flatMap(({ kind, item }) => (kind === wanted ? [item] : []));
    const known = { claims: items('identity').map(asClaim), history: items('history').map(asEntry) };
    await markErased(tenantId, addressesOf(contact, known), at);
    const claims = dependents.filter(isClaim).slice(0, maxReleases);
    const receipt = {
      id: contact.contactId,
      erasedAt: new Date(at).toISOString(),
      erased: countsOf(dependents),
    };
    const operations = [
      removeOperation(contact),
      tombstoneOperation(contact, receipt),
      ...claims.map((claim) => releaseOperation(contact, claim)),
    ];
    const failures = await writeAll(operations.map((operation) => ({ operation, onFailure: undefined })));
    // Somebody has written to the contact meanwhile.
    if (failures.length > 0) return undefined;
    await removeDependents(
      contact,
      dependents.filter((each) => !claims.includes(each)),
    );
    return receipt;
  });

async function requireReceipt(tenantId: string, contactId: string): Promise<Erasure> {
  const receipt = await findReceipt(tenantId, contactId);
  if (receipt === undefined) throw contactNotFound();
  return receipt;
}

function countsOf(dependents: readonly Dependent[]): Erasure['erased'] {
  const count = (wanted: DependentKind) => dependents.filter(({ kind }) => kind === wanted).length;
  return {
    contact: 1,
    identity: count('identity'),
    externalRef: count('externalRef'),
    resolution: count('resolution'),
    duplicate: count('duplicate'),
    history: count('history'),
    search: count('search'),
  };
}

/** Removes the contact, if nobody has written to it since it was read. */
const removeOperation = ({ tenantId, contactId, writeIds }: StoredContact): Operation => ({
  Delete: {
    TableName: config.tableName(),
    Key: { tenantId, contactId: keys.contact(contactId) },
    ConditionExpression: 'writeIds[0] = :read',
    ExpressionAttributeValues: { ':read': writeIds[0] },
  },
});
