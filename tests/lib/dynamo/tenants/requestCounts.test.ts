import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { send } from '../../../../lib/dynamo/table/client.ts';
import { limitKeys, limitPartition } from '../../../../lib/dynamo/table/keys.ts';
import { addRequests } from '../../../../lib/dynamo/tenants/requestCounts.ts';
import { startService } from '../../../support/service.ts';
import { readItems } from '../../../support/table.ts';

const { proxy } = await startService();
const minute = 29_900_000;

describe('addRequests', () => {
  it('adds the counts of all callers with one request each, and returns the sums', async () => {
    const tenantId = randomUUID();
    await addRequests(tenantId, minute, new Map([['all', 7]]));
    proxy.operations.length = 0;
    const counts = new Map([
      ['all', 30],
      ['0123456789ab', 30],
    ]);
    expect(await addRequests(tenantId, minute, counts)).toEqual(
      new Map([
        ['all', 37],
        ['0123456789ab', 30],
      ]),
    );
    expect(proxy.operations).toEqual(['UpdateItem']);
  });

  it("stores one item for each minute outside the tenant's own partition, and lets it expire", async () => {
    const tenantId = randomUUID();
    await addRequests(tenantId, minute, new Map([['all', 7]]));
    const Key = { tenantId: limitPartition(tenantId), contactId: limitKeys.requests(minute) };
    const { Item } = await send((db) => db.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key })));
    expect(Item).toEqual({ ...Key, all: 7, expiresAt: (minute + 5) * 60 });
    expect((await readItems(tenantId)).contacts).toEqual([]);
    expect(await addRequests(tenantId, minute + 1, new Map([['all', 1]]))).toEqual(new Map([['all', 1]]));
  });
});
