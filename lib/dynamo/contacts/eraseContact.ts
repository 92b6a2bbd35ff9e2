import type { Erasure } from '../../../schemas/api/deleteContact.ts';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { addressesOf } from '../../contacts/erasure.ts';
import { partsOf } from '../../contacts/parts.ts';
import { type DependentKind, keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { type Operation, writeAll } from '../table/writeAll.ts';
import { requireVersion } from './changeContact.ts';
import { asClaim } from './claims.ts';
import { type Dependent, findDependents, isClaim, withoutMirrors } from './dependents.ts';
import { markErased } from './erasedAddresses.ts';
import { contactNotFound, findSurvivor } from './getContact.ts';
import { asEntry } from './listHistory.ts';
import { releaseOperation, removeDependents } from './removeDependents.ts';
import { findReceipt, tombstoneOperation } from './tombstones.ts';

type Request = {
  readonly tenantId: string;
  readonly contactId: string;
  /** The versions that the caller means to erase; absent = any. */
  readonly ifMatch?: readonly number[] | undefined;
};

/** How many items one transaction can write. */
const maxWrites = 100;

/**
 * Erases a contact with what was merged into it and everything that depends on these, and returns what was erased. A
 * contact that is erased already has the same answer for 31 days.
 *
 * Its addresses are marked first, so that no earlier event can claim them; a mark of a contact that there still is does
 * nothing. Then one transaction removes the contacts and their claims. From there on, projectChange removes what a
 * crash leaves. Throws `contact_not_found`, `version_mismatch` and `unavailable`.
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
    const parts = partsOf(contact);
    await markErased(tenantId, addressesOf(parts, known), at);
    const receipt = {
      id: contact.contactId,
      erasedAt: new Date(at).toISOString(),
      erased: countsOf(parts, dependents),
    };
    const removal = [
      removeOperation(contact, isAsRead(contact)),
      ...parts.filter(({ contactId: id }) => id !== contact.contactId).map((part) => removeOperation(part)),
      ...parts.map((part) => tombstoneOperation(part, receipt)),
    ];
    const claims = dependents.filter(isClaim).slice(0, maxWrites - removal.length);
    const operations = [...removal, ...claims.map((claim) => releaseOperation(tenantId, claim))];
    const failures = await writeAll(operations.map((operation) => ({ operation, onFailure: undefined })));
    // Somebody has written to the contact meanwhile.
    if (failures.length > 0) return undefined;
    await removeDependents(
      tenantId,
      dependents.filter((each) => !claims.includes(each)),
    );
    return receipt;
  });

async function requireReceipt(tenantId: string, contactId: string): Promise<Erasure> {
  const receipt = await findReceipt(tenantId, contactId);
  if (receipt === undefined) throw contactNotFound();
  return receipt;
}

function countsOf(parts: readonly StoredContact[], dependents: readonly Dependent[]): Erasure['erased'] {
  const distinct = withoutMirrors(dependents);
  const count = (wanted: DependentKind) => distinct.filter(({ kind }) => kind === wanted).length;
  return {
    contact: parts.length,
    identity: count('identity'),
    externalRef: count('externalRef'),
    resolution: count('resolution'),
    duplicate: count('duplicate'),
    history: count('history'),
    search: count('search'),
    answer: count('answer'),
  };
}

const removeOperation = ({ tenantId, contactId }: StoredContact, condition: object = {}): Operation => ({
  Delete: { TableName: config.tableName(), Key: { tenantId, contactId: keys.contact(contactId) }, ...condition },
});

/** Nobody has written to the contact since, also no merge: that of a merged one need not be checked. */
const isAsRead = ({ writeIds }: StoredContact) => ({
  ConditionExpression: 'writeIds[0] = :read',
  ExpressionAttributeValues: { ':read': writeIds[0] },
});
