import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { partsOf } from '../../contacts/parts.ts';
import { readAll, writeEach } from '../table/batches.ts';
import { send } from '../table/client.ts';
import type { DependentKind } from '../table/keys.ts';
import { type Operation, writeAll } from '../table/writeAll.ts';
import { ownedBy } from './claims.ts';
import { dependentItems, type Place } from './dependentItems.ts';
import { findContact } from './getContact.ts';

/** An item that depends on a contact, and the keys of those that go with it. */
export type Dependent = {
  readonly contactId: string;
  readonly kind: DependentKind;
  readonly item: Record<string, unknown>;
  readonly mirrors: readonly string[];
};

/** Whether an item is a claim, which another contact may get. */
export const isClaim = ({ kind }: Dependent): boolean => kind === 'identity' || kind === 'externalRef';

const sortKeyOf = ({ item }: Dependent): string => String(item.contactId);

const allKinds = Object.keys(dependentItems) as DependentKind[];

/**
 * Finds all items of some kinds that depend on a contact, or on one that was merged into it. Strongly consistent. Throws
 * `unavailable`.
 */
export async function findDependents(
  contact: StoredContact,
  kinds: readonly DependentKind[] = allKinds,
): Promise<readonly Dependent[]> {
  // What is derived from the whole contact depends on its first part.
  const [, ...merged] = partsOf(contact);
  return (await Promise.all([contact, ...merged].map((part) => findOf(part, kinds)))).flat();
}

async function findOf(contact: StoredContact, kinds: readonly DependentKind[]): Promise<readonly Dependent[]> {
  const { tenantId, contactId } = contact;
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const place: Place = dependentItems[kind](contact);
      const items =
        'keys' in place ? await readAll(tenantId, place.keys, true) : await readRange(tenantId, place.prefix);
      const mirrorsOf = ('mirrors' in place && place.mirrors) || (() => []);
      return items.map((item) => ({ contactId, kind, item, mirrors: mirrorsOf(String(item.contactId)) }));
    }),
  );
  return found.flat().filter((each) => !isClaim(each) || each.item.ownerId === contactId);
}

async function readRange(tenantId: string, prefix: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const query = new QueryCommand({
      TableName: config.tableName(),
      KeyConditionExpression: 'tenantId = :tenant AND begins_with(contactId, :prefix)',
      ExpressionAttributeValues: { ':tenant': tenantId, ':prefix': prefix },
      ConsistentRead: true,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    const { Items = [], LastEvaluatedKey } = await send((db) => db.send(query));
    items.push(...Items);
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/**
 * Removes what depends on a contact that there is no more, and can be repeated. A claim that another contact has got
 * since stays. Throws `unavailable`; some of it may then be removed.
 */
export async function removeDependents(tenantId: string, dependents: readonly Dependent[]): Promise<void> {
  const { claims = [], others = [] } = Object.groupBy(dependents, (each) => (isClaim(each) ? 'claims' : 'others'));
  for (const claim of claims) await writeAll([{ operation: releaseOperation(tenantId, claim), onFailure: undefined }]);
  // The parts of one contact may be a pair, whose items each lead to the other.
  const remove = (keys: readonly string[]) =>
    writeEach(Array.from(new Set(keys), (key) => ({ DeleteRequest: { Key: { tenantId, contactId: key } } })));
  // Only the contact's own items lead to their mirrors, so they go last.
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
