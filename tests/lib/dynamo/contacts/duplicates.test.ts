import { randomUUID } from 'node:crypto';
import type { Suggestion } from '../../../../lib/contacts/duplicates.ts';
import {
  dismissalOperations,
  suggestDuplicate,
  suggestionOperations,
} from '../../../../lib/dynamo/contacts/duplicates.ts';
import { asPair, pairKeys, writeTogether } from '../../../../lib/dynamo/contacts/pairs.ts';
import { broken, interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { readItems, readPartition, setAttributes } from '../../../support/table.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const { field, ...stamp } = { field: 'email', key: 'email#a@one.example', at: 5, by: 'event:1' } as const;
const reason = { field, ...stamp };
const suggest = (
  tenantId: string,
  [contactId, otherId]: readonly [string, string],
  given: Suggestion['reason'] = reason,
  weight: Suggestion['weight'] = 'strong',
) => suggestDuplicate(tenantId, contactId, { otherId, reason: given, weight });

/** A tenant with contacts of these ids. */
async function withContacts(...ids: string[]): Promise<string> {
  const tenantId = randomUUID();
  for (const id of ids) await setAttributes(tenantId, id, { version: 1 });
  return tenantId;
}

const pairItems = async (tenantId: string) =>
  (await readPartition(tenantId)).filter(({ contactId }) => String(contactId).startsWith('#'));

/** What both items of a tenant's only pair say. */
async function pairOf(tenantId: string) {
  const pairs = (await readItems(tenantId)).duplicates.map(asPair);
  expect(pairs).toHaveLength(2);
  expect(pairs[0]).toEqual(pairs[1]);
  return pairs[0];
}

const placesIn = async (tenantId: string) =>
  (await pairItems(tenantId)).map(({ contactId }) => contactId).filter((key) => /^#suggestion#/.test(String(key)));

describe('suggestDuplicate', () => {
  it('stores one item for each of the two contacts, with the reason, and the place of the pair in the list', async () => {
    const tenantId = await withContacts('1', '2');
    await suggest(tenantId, ['2', '1']);
    const suggestion = { 'reason:email': { ...stamp, weight: 'strong' }, weight: 'strong' };
    expect(await pairItems(tenantId)).toEqual([
      { tenantId, contactId: '#duplicate#1#2', ...suggestion },
      { tenantId, contactId: '#duplicate#2#1', ...suggestion },
      { tenantId, contactId: '#suggestion#strong#1#2' },
    ]);
    const keys = (await pairItems(tenantId)).map(({ contactId }) => contactId);
    expect(pairKeys('1', '2')).toEqual(expect.arrayContaining(keys));
  });

  it('keeps the first reason of a field, in either order', async () => {
    const tenantId = await withContacts('1', '2');
    await suggest(tenantId, ['1', '2']);
    const first = await pairItems(tenantId);
    await suggest(tenantId, ['1', '2'], { ...reason, at: 6 });
    await suggest(tenantId, ['2', '1'], { ...reason, at: 7 });
    expect(await pairItems(tenantId)).toEqual(first);
  });

  it('keeps strong reasons of several fields', async () => {
    const tenantId = await withContacts('1', '2');
    const link = { field: 'externalRef', key: 'crm-1', at: 6, by: 'crm:x' };
    await suggest(tenantId, ['1', '2']);
    await suggest(tenantId, ['2', '1'], link);
    expect((await pairOf(tenantId))?.reasons).toEqual([
      { ...reason, weight: 'strong' },
      { ...link, weight: 'strong' },
    ]);
  });

  it.each([
    ['of the same field', 'email'],
    ['of another field', 'chat'],
  ])('has no weak reason %s beside a strong one, whichever came first', async (_, weakField) => {
    for (const order of [0, 1]) {
      const tenantId = await withContacts('1', '2');
      const all = [
        () => suggest(tenantId, ['1', '2'], { ...reason, field: weakField, at: 6 }, 'weak'),
        () => suggest(tenantId, ['2', '1']),
      ];
      for (const write of order ? all.reverse() : all) await write();
      expect(await pairOf(tenantId)).toEqual({
        ids: ['1', '2'],
        weight: 'strong',
        reasons: [{ ...reason, weight: 'strong' }],
      });
    }
  });

  it('stores the pair where the reply is lost, and once for several requests at once', async () => {
    const tenantId = await withContacts('1', '2');
    const isLost = interceptFirst(proxy, 'TransactWriteItems', 'lose the reply');
    await Promise.all([1, 2, 3].map((at) => suggest(tenantId, ['1', '2'], { ...reason, at })));
    expect(isLost()).toBe(true);
    expect((await pairOf(tenantId))?.reasons).toHaveLength(1);
  });

  it('stores nothing about a contact that there is not, because nobody would erase it', async () => {
    const tenantId = await withContacts('1');
    await suggest(tenantId, ['1', '2']);
    await suggest(tenantId, ['2', '1']);
    expect(await pairItems(tenantId)).toEqual([]);
  });

  it('throws `unavailable` where DynamoDB is broken', async () => {
    proxy.intercept = () => broken;
    await expect(suggest(randomUUID(), ['1', '2'])).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('dismissalOperations', () => {
  it.each(['strong', 'weak'] as const)('take a %s pair out of the list for good', async (weight) => {
    const tenantId = await withContacts('1', '2');
    await suggest(tenantId, ['1', '2'], reason, weight);
    await writeTogether(dismissalOperations(tenantId, ['2', '1'], [9, 'key:1']));
    const dismissed = await pairOf(tenantId);
    expect(dismissed).toMatchObject({ dismissed: [9, 'key:1'] });
    await suggest(tenantId, ['2', '1'], { ...reason, field: 'externalRef' });
    await suggest(tenantId, ['1', '2']);
    expect(await pairOf(tenantId)).toEqual(dismissed);
    expect(await placesIn(tenantId)).toEqual([]);
    // A change that must not fail states the reason, and the pair stays dismissed.
    await writeTogether(suggestionOperations(tenantId, '1', { otherId: '2', reason, weight: 'strong' }));
    expect(await pairOf(tenantId)).toMatchObject({ dismissed: [9, 'key:1'] });
  });
});
