import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { withoutMerged } from '../../contacts/history.ts';
import { writeEach } from '../table/batches.ts';
import { send } from '../table/client.ts';
import { readPairKey } from '../table/keys.ts';
import { writeIf } from '../table/writeAll.ts';
import { type Dependent, findOwnDependents, sortKeyOf } from './dependents.ts';
import { findContact } from './getContact.ts';
import { asEntry } from './listHistory.ts';
import { asPair } from './pairs.ts';

/**
 * Makes the contacts that erased ones had been merged into, and were taken out of again, forget what they showed of
 * them. `dependents` are those of the erased contacts. Can be repeated. Throws `unavailable`.
 *
 * A merge dismisses the pair of its contacts, so the pairs lead to them: from an erased contact to its survivor, and
 * from there to the one that this was merged into with it.
 */
export async function forgetMerged(tenantId: string, dependents: readonly Dependent[]): Promise<void> {
  const erased = new Set(dependents.map(({ contactId }) => contactId));
  const seen = new Set(erased);
  const queue = [...pairedWith(dependents)];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const survivor = await findContact(tenantId, id);
    const own = survivor && (await findOwnDependents(survivor, ['history', 'answer', 'duplicate']));
    if (own && (await forgetIn(tenantId, own, erased))) queue.push(...pairedWith(own));
  }
}

/** The contacts that a merge, or a person, stated to be no duplicates of those that depend on these items. */
const pairedWith = (dependents: readonly Dependent[]): string[] =>
  dependents.flatMap((each) => {
    if (each.kind !== 'duplicate' || asPair(each.item).dismissed === undefined) return [];
    return readPairKey(sortKeyOf(each)).filter((id) => id !== each.contactId);
  });

/** The same for one contact, by its id: what it was merged with when an entry of its history was written late. */
export async function forgetMergedIn(tenantId: string, contactId: string, erased: ReadonlySet<string>): Promise<void> {
  const survivor = await findContact(tenantId, contactId);
  if (survivor) await forgetIn(tenantId, await findOwnDependents(survivor, ['history', 'answer']), erased);
}

/**
 * Replaces what callers saw of a contact while an erased one was a part of it by what they would have seen without, and
 * removes its stored responses. Returns whether there was such a time.
 */
async function forgetIn(
  tenantId: string,
  dependents: readonly Dependent[],
  erased: ReadonlySet<string>,
): Promise<boolean> {
  const entries = dependents.flatMap(({ kind, item }) => (kind === 'history' ? [{ item, entry: asEntry(item) }] : []));
  const affected = entries.filter(({ entry }) => entry.parts?.merged.some((id) => erased.has(id)));
  if (affected.length === 0) return false;
  for (const { item, entry } of affected) {
    const put = new PutCommand({
      TableName: config.tableName(),
      Item: { ...item, ...withoutMerged(entry) },
      ConditionExpression: 'attribute_exists(contactId)',
    });
    await writeIf(() => send((db) => db.send(put)));
  }
  const answers = dependents.filter(({ kind }) => kind === 'answer');
  const keys = answers.flatMap((answer) => [...answer.mirrors, sortKeyOf(answer)]);
  await writeEach(keys.map((contactId) => ({ DeleteRequest: { Key: { tenantId, contactId } } })));
  return true;
}
