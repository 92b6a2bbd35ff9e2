import { config } from '../../config.ts';
import { readAll, writeEach } from '../table/batches.ts';
import { feedKeys } from '../table/indexes.ts';
import { contactOfChange, historyOf } from '../table/keys.ts';
import { patiently } from '../table/patiently.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { type Operation, writeAll } from '../table/writeAll.ts';
import { itemOf } from './contactOperation.ts';
import type { ExportedContact } from './exportContacts.ts';
import { findContact } from './getContact.ts';
import type { Imported } from './importContact.ts';
import { readTaken, sortKeysOf } from './takenMeanwhile.ts';

/** DynamoDB's limit of one transaction. */
const maxOperations = 100;

type Target = { readonly tenantId: string; readonly exported: ExportedContact; readonly dryRun?: boolean };
type Item = { readonly [attribute: string]: unknown };

/**
 * Restores an exported contact with what was merged into it and all that depends on it, in one transaction. What there
 * is already stays as it is: a whole contact, or what is known of a pair of contacts. An address that another contact
 * has got stays with that one. Throws `external_ref_taken`, `identity_taken` where what was merged is a contact of its
 * own by now, and, after minutes, `unavailable`.
 *
 * What does not fit into the transaction is written before it, and again where an import is repeated. A contact that
 * was restored by an import that was killed is `unchanged` when it is restored again.
 */
export function restoreContact({ tenantId, exported, dryRun = false }: Target): Promise<Imported> {
  const { contactId } = exported.contact;
  let attempted: Imported | undefined;
  const attempt = async (): Promise<Imported | undefined> => {
    // The reply to an earlier attempt may have been lost.
    if (await findContact(tenantId, contactId)) return attempted ?? { outcome: 'unchanged', notes: [] };
    const { contact, claims, notes } = await readTaken(tenantId, exported);
    if (dryRun) return { outcome: 'created', notes };
    const written = [
      put(itemOf({ tenantId, ...contact }), isNew),
      ...claims.map((claim) => put({ tenantId, ...claim }, isNewOr('ownerId = :owner', { ':owner': claim.ownerId }))),
      ...exported.merged.map((item) => put({ tenantId, ...item }, isNewOr('attribute_exists(mergedInto)'))),
    ];
    const others = await missingItems(tenantId, exported);
    const early = others.splice(0, Math.max(0, others.length + written.length - maxOperations));
    await writeEach(early.map((each) => ({ PutRequest: { Item: each } })));
    attempted = { outcome: 'created', notes };
    // The contact is written last: it shows that all is restored.
    while (written.length > maxOperations)
      if (!(await write(written.splice(Math.max(1, written.length - maxOperations))))) return undefined;
    return (await write([...written, ...others.map((item) => put(item))])) ? attempted : undefined;
  };
  return patiently(() => retryOnConflict(attempt));
}

/** The items that depend on a contact, and that the table does not have, as they are restored. */
async function missingItems(tenantId: string, { items }: ExportedContact): Promise<Item[]> {
  const known = new Set((await readAll(tenantId, sortKeysOf(items), true)).map((item) => item.contactId));
  return items
    .filter((item) => !known.has(item.contactId))
    .map((item) => ({ tenantId, ...item, ...feedKeysOf(tenantId, item.contactId) }));
}

const isNew = { ConditionExpression: 'attribute_not_exists(contactId)' };

/** What an import that was killed has written is written again. */
const isNewOr = (condition: string, values?: Item) => ({
  ConditionExpression: `${isNew.ConditionExpression} OR ${condition}`,
  ...(values && { ExpressionAttributeValues: values }),
});

const put = (item: Item, condition: object = {}): Operation => ({
  Put: { TableName: config.tableName(), Item: item, ...condition },
});

/** Returns false if somebody has created the contact, or got one of its addresses, meanwhile. */
const write = async (operations: readonly Operation[]): Promise<boolean> =>
  (await writeAll(operations.map((operation) => ({ operation, onFailure: undefined })))).length === 0;

/** The feed finds a restored entry of a history by the time of its restoration: tokens have passed the former one. */
function feedKeysOf(tenantId: string, key: string): object {
  const contactId = contactOfChange(key);
  return key.startsWith(historyOf(contactId)) ? feedKeys(tenantId, contactId, key, new Date().toISOString()) : {};
}
