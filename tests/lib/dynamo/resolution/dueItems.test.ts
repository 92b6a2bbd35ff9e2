import { randomUUID } from 'node:crypto';
import { uuidV7 } from '../../../../lib/contacts/uuid.ts';
import { contactIdOf, type DueItem, findDue, reschedule } from '../../../../lib/dynamo/resolution/dueItems.ts';
import { findResolution, setDue } from '../../../../lib/dynamo/resolution/resolution.ts';
import { connectionShard, dueShardOf } from '../../../../lib/dynamo/table/indexes.ts';
import { interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { connect } from '../tenants/someConnection.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const at = Date.UTC(2026, 10, 24);
const shard = 'a';

/** Makes a contact of a new tenant due. */
async function due(dueAt: number, lastDigit = shard): Promise<DueItem> {
  const [tenantId, contactId] = [randomUUID(), uuidV7(0).slice(0, -1) + lastDigit];
  await setDue(tenantId, contactId, dueAt);
  return { tenantId, key: `#resolution#${contactId}`, dueAt: new Date(dueAt).toISOString() };
}

describe('findDue', () => {
  it('finds the items of one shard that are due, of all tenants, in the order of their times', async () => {
    const [later, first, last] = [await due(at - 1000), await due(at - 2000), await due(at)];
    await due(at + 1);
    await due(at - 3000, 'b');
    expect(await findDue(shard, at)).toEqual([first, later, last]);
    expect(await findDue('c', at)).toEqual([]);
  });

  it('finds connections whose backlog is due in their own shard', async () => {
    const { tenantId, dueAt } = await connect(randomUUID());
    expect(await findDue(connectionShard, Date.now())).toEqual([{ tenantId, key: '#crm', dueAt }]);
  });
});

describe('reschedule', () => {
  const dueAtOf = async (item: DueItem) => (await findResolution(item.tenantId, contactIdOf(item)))?.dueAt;

  it('succeeds for one of several callers', async () => {
    const item = await due(at);
    const results = await Promise.all([1, 2, 3, 4].map((n) => reschedule(item, at + n)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await dueAtOf(item)).toBe(new Date(at + 1 + results.indexOf(true)).toISOString());
  });

  it('fails where the item is due at another time by now, or not at all', async () => {
    const item = await due(at);
    await setDue(item.tenantId, contactIdOf(item), at - 5);
    expect(await reschedule(item, at + 9)).toBe(false);
    expect(await dueAtOf(item)).toBe(new Date(at - 5).toISOString());
    const absent = { ...item, key: `#resolution#${randomUUID()}` };
    expect(await reschedule(absent, at + 9)).toBe(false);
    expect(await dueAtOf(absent)).toBeUndefined();
  });

  it('keeps the shard, so that the item is found again', async () => {
    const item = await due(at, 'd');
    expect(await reschedule(item, at + 9)).toBe(true);
    expect(await findDue('d', at + 9)).toEqual([{ ...item, dueAt: new Date(at + 9).toISOString() }]);
  });

  it('leaves the item due later where the reply is lost', async () => {
    const item = await due(at);
    const isLost = interceptFirst(proxy, 'UpdateItem', 'lose the reply');
    await reschedule(item, at + 9);
    expect(isLost()).toBe(true);
    expect(await dueAtOf(item)).toBe(new Date(at + 9).toISOString());
  });
});

describe('contactIdOf', () => {
  it('is the contact whose resolution is due', () => {
    const contactId = randomUUID();
    expect(contactIdOf({ tenantId: 'x', key: `#resolution#${contactId}`, dueAt: 'x' })).toBe(contactId);
    expect(dueShardOf(contactId, 'fresh')).toBe(contactId.at(-1));
  });
});
