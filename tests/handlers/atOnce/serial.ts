import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { erasedKey } from '../../../lib/dynamo/contacts/erasedAddresses.ts';
import { writeEach } from '../../../lib/dynamo/table/batches.ts';
import { scopes } from '../../../schemas/contract.ts';
import { addApiKey, type Tenant } from '../../support/service.ts';
import { readPartition } from '../../support/table.ts';
import { allKeys, type Outcome, type Request } from './requests.ts';

type Items = readonly Record<string, unknown>[];

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * A value as text in which what differs between two runs is the same: new ids, credentials, times of the real clock, and
 * how many of the items that events write beside a contact its erasure has found.
 */
export function textOf(value: unknown, known: readonly string[]): string {
  const sorted = (_: string, each: unknown): unknown => {
    if (each instanceof Set) return [...each].sort();
    return each instanceof Object && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort()) : each;
  };
  return JSON.stringify(value, sorted)
    .replace(uuid, (id) => (known.includes(id) ? id : 'new'))
    .replace(/key:[\w-]+/g, 'key')
    .replace(/"(?:answer|duplicate|resolution)":\d+/g, '')
    .replace(/"(resolvedAt|dueAt)":"[^"]*"/g, '"$1":""');
}

const isCompared = (key: unknown): boolean => !/^#(?:erased|suggestion|duplicate|settings)#/.test(String(key));

/** What the items of a tenant say, whichever tenant it is, but for suggestions, which events store on their own. */
export const stateOf = (items: Items, known: readonly string[]): readonly string[] =>
  items
    .filter(({ contactId }) => isCompared(contactId))
    .map(({ tenantId: _, writeIds: __, dueShard: ___, expiresAt: ____, ...item }) => textOf(item, known))
    .sort();

/** Makes another tenant with the same items. */
async function copyOf(items: Items): Promise<Tenant> {
  const tenantId = randomUUID();
  const former = String(items[0]?.tenantId);
  const marks = new Map(allKeys.map((key) => [erasedKey(former, key), erasedKey(tenantId, key)]));
  const [apiKey] = await Promise.all([
    addApiKey(tenantId, scopes),
    writeEach(
      items.map((item) => {
        const contactId = marks.get(String(item.contactId)) ?? item.contactId;
        return { PutRequest: { Item: { ...item, tenantId, contactId } } };
      }),
    ),
  ]);
  return { tenantId, apiKey };
}

/** What happened at once: from which items, by which requests, with which results, to which items. */
export type Happened = {
  readonly before: Items;
  readonly done: readonly { readonly request: Request; readonly outcome: Outcome }[];
  readonly after: Items;
  readonly known: readonly string[];
};

/** How many requests are tried before a search for an order ends. */
const maxTries = 2000;

/**
 * Finds an order in which the requests, one after the other, have the same responses and leave the same items. Returns
 * what came closest where there is none.
 */
export async function findOrder({ before, done, after, known }: Happened): Promise<string | undefined> {
  const goal = stateOf(after, known);
  const text = ([status, ...rest]: Outcome, tenantId: string) =>
    textOf([status, ...rest], known).replaceAll(tenantId, '');
  let tries = 0;
  const nearest: string[] = [];
  async function follow(items: Items, left: Happened['done'], path: readonly string[]): Promise<boolean> {
    if (left.length === 0) {
      const state = stateOf(items, known);
      if (isDeepStrictEqual(state, goal)) return true;
      const extra = (one: readonly string[], other: readonly string[]) => one.filter((each) => !other.includes(each));
      nearest.push([...path, `  expected ${extra(state, goal)}`, `  but have ${extra(goal, state)}`].join('\n'));
      return false;
    }
    for (const each of left) {
      if (tries++ > maxTries) return false;
      const copy = await copyOf(items);
      const outcome = await each.request.act(copy);
      const [would, did] = [text(outcome, copy.tenantId), text(each.outcome, String(before[0]?.tenantId))];
      const step = `${each.request.text} ${would}`;
      if (would !== did) {
        nearest.push([...path, `${step}\n  and not ${did}`].join('\n'));
        continue;
      }
      const rest = left.filter((other) => other !== each);
      if (await follow(await readPartition(copy.tenantId), rest, [...path, step])) return true;
    }
    return false;
  }
  if (await follow(before, done, [])) return undefined;
  return nearest
    .sort((a, b) => b.split('\n').length - a.split('\n').length)
    .slice(0, 4)
    .join('\n---\n');
}
