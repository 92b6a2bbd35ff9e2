import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { writeEach } from '../table/batches.ts';
import { type Operation, writeAll } from '../table/writeAll.ts';
import { ownedBy } from './claims.ts';
import { type Dependent, findDependents, isClaim, sortKeyOf } from './dependents.ts';
import { forgetMerged } from './formerSurvivors.ts';
import { findContact } from './getContact.ts';

/**
 * Removes what depends on a contact that there is no more, with what former survivors of it still show, and can be
 * repeated. A claim that another contact has got since stays. Throws `unavailable`; some of it may then be removed.
 */
export async function removeDependents(tenantId: string, dependents: readonly Dependent[]): Promise<void> {
  await forgetMerged(tenantId, dependents);
  const { claims = [], others = [] } = Object.groupBy(dependents, (each) => (isClaim(each) ? 'claims' : 'others'));
  for (const claim of claims) await writeAll([{ operation: releaseOperation(tenantId, claim), onFailure: undefined }]);
  // The parts of one contact may be a pair, whose items each lead to the other.
  const remove = (keys: readonly string[]) =>
    writeEach(Array.from(new Set(keys), (key) => ({ DeleteRequest: { Key: { tenantId, contactId: key } } })));
  // Only the contact's own items lead to their mirrors and to former survivors, so they go last.
  await remove(others.flatMap(({ mirrors }) => mirrors));
  await remove(others.map(sortKeyOf));
}

/** Removes a claim, if the contact still owns it. */
export const releaseOperation = (tenantId: string, claim: Dependent): Operation => ({
  Delete: {
    TableName: config.tableName(),
    Key: { tenantId, contactId: sortKeyOf(claim) },
    ...ownedBy(claim.contactId),
  },
});

/**
 * Removes all that depends on a contact that there is no more: what erasing it has left, and what came after. An import
 * may have restored the contact since: then it keeps everything.
 */
export async function removeAllDependents(contact: StoredContact): Promise<void> {
  if (await findContact(contact.tenantId, contact.contactId)) return;
  await removeDependents(contact.tenantId, await findDependents(contact));
}
