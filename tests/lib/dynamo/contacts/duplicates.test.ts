import { randomUUID } from 'node:crypto';
import type { Suggestion } from '../../../../lib/contacts/duplicates.ts';
import { suggestDuplicate } from '../../../../lib/dynamo/contacts/duplicates.ts';
import { broken, interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { readItems } from '../../../support/table.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const reason = { field: 'email', key: 'email#a@one.example', at: 5, by: 'event:1' } as const;
const suggest = (
  tenantId: string,
  [contactId, otherId]: readonly [string, string],
  given: Suggestion['reason'] = reason,
  weight: Suggestion['weight'] = 'strong',
) => suggestDuplicate(tenantId, contactId, { otherId, reason: given, weight });

describe('suggestDuplicate', () => {
  it('stores one item for each of the two contacts, with the reason', async () => {
    const tenantId = randomUUID();
    await suggest(tenantId, ['1', '2']);
    expect((await readItems(tenantId)).duplicates).toEqual([
      { tenantId, contactId: '#duplicate#1#2', reason, weight: 'strong' },
      { tenantId, contactId: '#duplicate#2#1', reason, weight: 'strong' },
    ]);
  });

  it('keeps the first reason, in either order', async () => {
    const tenantId = randomUUID();
    await suggest(tenantId, ['1', '2']);
    const first = await readItems(tenantId);
    await suggest(tenantId, ['1', '2'], { ...reason, at: 6 });
    await suggest(tenantId, ['2', '1'], { ...reason, at: 7 });
    expect(await readItems(tenantId)).toEqual(first);
  });

  it('replaces a weak reason by a strong one, and never the other way round', async () => {
    const tenantId = randomUUID();
    await suggest(tenantId, ['1', '2'], reason, 'weak');
    await suggest(tenantId, ['2', '1'], { ...reason, at: 6 });
    await suggest(tenantId, ['1', '2'], { ...reason, at: 7 }, 'weak');
    expect((await readItems(tenantId)).duplicates).toMatchObject([
      { reason: { at: 6 }, weight: 'strong' },
      { reason: { at: 6 }, weight: 'strong' },
    ]);
  });

  it('stores the pair where the reply is lost, and once for several requests at once', async () => {
    const tenantId = randomUUID();
    const isLost = interceptFirst(proxy, 'TransactWriteItems', 'lose the reply');
    await Promise.all([1, 2, 3].map((at) => suggest(tenantId, ['1', '2'], { ...reason, at })));
    expect(isLost()).toBe(true);
    const { duplicates } = await readItems(tenantId);
    expect(duplicates).toHaveLength(2);
    expect(duplicates[0]?.reason).toEqual(duplicates[1]?.reason);
  });

  it('throws `unavailable` where DynamoDB is broken', async () => {
    proxy.intercept = () => broken;
    await expect(suggest(randomUUID(), ['1', '2'])).rejects.toMatchObject({ code: 'unavailable' });
  });
});
