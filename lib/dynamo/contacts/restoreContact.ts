import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import { readAll, writeEach } from '../table/batches.ts';
import { feedKeys } from '../table/indexes.ts';
import { historyOf, keys } from '../table/keys.ts';
import { patiently } from '../table/patiently.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { type Operation, writeAll } from '../table/writeAll.ts';
import { asClaim } from './claims.ts';
import { itemOf } from './contactOperation.ts';
import { erasedKey, erasureNotes } from './erasedAddresses.ts';
import type { ExportedContact } from './exportContacts.ts';
import { findContact } from './getContact.ts';
import type { Imported } from './importContact.ts';

/** DynamoDB's limit of one transaction. */
const maxOperations = 100;

type Target = { readonly tenantId: string; readonly exported: ExportedContact; readonly dryRun?: boolean };
type Item = { readonly [attribute: string]: unknown };

/**
 * Restores an exported contact with all that depends on it, in one transaction. What there is already stays as it is: a
 * whole contact, or what is known of a pair of contacts. An address that another contact has got stays with that one.
 * Throws `external_ref_taken` and, after minutes, `unavailable`.
 *
 * What does not fit into the transaction is written before it, and again where an import is repeated. A contact that
 * was restored by an import that was killed is `unchanged` when it is restored again.
 */
export function restoreContact({ tenantId, exported, dryRun = false }: Target): Promise<Imported> {
  const { contact, claims, items } = exported;
  const { contactId, externalRef } = contact;
  let attempted: Imported | undefined;
  const attempt = async (): Promise<Imported | undefined> => {
    // The reply to an earlier attempt may have been lost.
    if (await findContact(tenantId, contactId)) return attempted ?? { outcome: 'unchanged', notes: [] };
    const sortKeys = claims.map((claim) => claim.contactId);
    const marked = Object.entries(contact.identities).map(([key, identity]) => ({ key, identity }));
    const marks = marked.map(({ key }) => erasedKey(tenantId, key));
    const read = await readAll(tenantId, [...sortKeys, ...marks], true);
    const found = new Map(read.map((item) => [item.contactId, asClaim(item)]));
    const owners = new Map(sortKeys.map((key) => [key, found.get(key)?.ownerId]));
    const linked = externalRef === undefined ? undefined : owners.get(keys.externalRef(externalRef));
    if (linked !== undefined) throw new ContactError('external_ref_taken', `externalRef belongs to contact ${linked}`);
    const isFree = (key: string) => owners.has(key) && owners.get(key) === undefined;
    // The claims of a merged contact are restored with its survivor.
    const own = contact.mergedInto === undefined ? contact.identities : {};
    const addresses = Object.entries(own).map(([key, each]) => [keys.identity(key), key, each] as const);
    const taken = addresses.flatMap(([sortKey, , { kind }]) =>
      isFree(sortKey) ? [] : [`${kind} belongs to ${owners.get(sortKey) ?? 'another contact'}`],
    );
    const notes = [...taken, ...erasureNotes(tenantId, marked, read)];
    if (dryRun) return { outcome: 'created', notes };
    const kept = addresses.flatMap(([sortKey, key, each]) => (isFree(sortKey) ? [[key, each] as const] : []));
    const identities = contact.mergedInto === undefined ? Object.fromEntries(kept) : contact.identities;
    const written = [
      ...claims.filter((claim) => isFree(claim.contactId)).map((claim) => ({ tenantId, ...claim })),
      itemOf({ tenantId, ...contact, identities }),
    ].map((item) => put(item, { ConditionExpression: 'attribute_not_exists(contactId)' }));
    const known = await readAll(
      tenantId,
      items.map((item) => item.contactId),
      true,
    );
    const there = new Set(known.map((item) => item.contactId));
    const others = items
      .filter((item) => !there.has(item.contactId))
      .map((item) => ({ tenantId, ...item, ...feedKeysOf(tenantId, contactId, item) }));
    const early = others.splice(0, Math.max(0, others.length + written.length - maxOperations));
    await writeEach(early.map((Item) => ({ PutRequest: { Item } })));
    const operations = [...written, ...others.map((item) => put(item))];
    attempted = { outcome: 'created', notes };
    const failures = await writeAll(operations.map((operation) => ({ operation, onFailure: undefined })));
    // Somebody has created the contact, or got one of its addresses, meanwhile.
    return failures.length > 0 ? undefined : attempted;
  };
  return patiently(() => retryOnConflict(attempt));
}

const put = (Item: Item, condition: object = {}): Operation => ({
  Put: { TableName: config.tableName(), Item, ...condition },
});

/** The feed finds a restored entry of the history by the time of its restoration: tokens have passed the former one. */
function feedKeysOf(tenantId: string, contactId: string, item: Item): object {
  const key = String(item.contactId);
  return key.startsWith(historyOf(contactId)) ? feedKeys(tenantId, contactId, key, new Date().toISOString()) : {};
}
