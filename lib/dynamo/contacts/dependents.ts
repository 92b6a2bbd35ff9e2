import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { partsOf } from '../../contacts/parts.ts';
import { readAll } from '../table/batches.ts';
import { send } from '../table/client.ts';
import type { DependentKind } from '../table/keys.ts';
import { dependentItems, type Place } from './dependentItems.ts';

/** An item that depends on a contact, and the keys of those that go with it. */
export type Dependent = {
  readonly contactId: string;
  readonly kind: DependentKind;
  readonly item: Record<string, unknown>;
  readonly mirrors: readonly string[];
};

/** Whether an item is a claim, which another contact may get. */
export const isClaim = ({ kind }: Dependent): boolean => kind === 'identity' || kind === 'externalRef';

/** The sort key of a dependent item. */
export const sortKeyOf = ({ item }: Dependent): string => String(item.contactId);

/** The same without what goes with another one of them: two parts of a contact may be a pair, or have one response. */
export function withoutMirrors(dependents: readonly Dependent[]): Dependent[] {
  const mirrored = new Set<string>();
  return dependents.filter((each) => {
    for (const key of each.mirrors) mirrored.add(key);
    return !mirrored.has(sortKeyOf(each));
  });
}

const allKinds = Object.keys(dependentItems) as DependentKind[];

/**
 * Finds all items of some kinds that depend on a contact, or on one that was merged into it. Strongly consistent.
 * Throws `unavailable`.
 */
export async function findDependents(
  contact: StoredContact,
  kinds: readonly DependentKind[] = allKinds,
): Promise<readonly Dependent[]> {
  // What is derived from the whole contact depends on its first part.
  const [, ...merged] = partsOf(contact);
  return (await Promise.all([contact, ...merged].map((part) => findOwnDependents(part, kinds)))).flat();
}

/**
 * Finds the same without what depends on what was merged into the contact. Strongly consistent. Throws `unavailable`.
 */
export async function findOwnDependents(
  contact: StoredContact,
  kinds: readonly DependentKind[],
): Promise<readonly Dependent[]> {
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
