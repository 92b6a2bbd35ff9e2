import { randomUUID } from 'node:crypto';
import { suggestDuplicate } from '../../../../lib/dynamo/contacts/duplicates.ts';
import { broken, interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { readItems } from '../../../support/table.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const reason = { field: 'email', key: 'email#a@one.example', at: 5, by: 'event:1' } as const;

describe('suggestDuplicate', () => {
  it('stores one item for each of the two contacts, with the reason', async () => {
    const tenantId = randomUUID();
    await suggestDuplicate(tenantId, ['1', '2'], reason);
    expect((await readItems(tenantId)).duplicates).toEqual([
      { tenantId, contactId: '#duplicate#1#2', reason },
      { tenantId, contactId: '#duplicate#2#1', reason },
    ]);
  });

  it('keeps the first reason, in either order', async () => {
    const tenantId = randomUUID();
    await suggestDuplicate(tenantId, ['1', '2'], reason);
    const first = await readItems(tenantId);
    await suggestDuplicate(tenantId, ['1', '2'], { ...reason, at: 6 });
    await suggestDuplicate(tenantId, ['2', '1'], { ...reason, at: 7 });
    expect(await readItems(tenantId)).toEqual(first);
  });

  it('stores the pair where the reply is lost, and once for several requests at once', async () => {
    const tenantId = randomUUID();
    const isLost = interceptFirst(proxy, 'TransactWriteItems', 'lose the reply');
    await Promise.all([1, 2, 3].map((at) => suggestDuplicate(tenantId, ['1', '2'], { ...reason, at })));
    expect(isLost()).toBe(true);
    const { duplicates } = await readItems(tenantId);
    expect(duplicates).toHaveLength(2);
    expect(duplicates[0]?.reason).toEqual(duplicates[1]?.reason);
  });

  it('throws `unavailable` where DynamoDB is broken', async () => {
    proxy.intercept = () => broken;
    await expect(suggestDuplicate(randomUUID(), ['1', '2'], reason)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
