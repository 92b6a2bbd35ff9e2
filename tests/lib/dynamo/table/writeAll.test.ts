import { randomUUID } from 'node:crypto';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { send } from '../../../../lib/dynamo/table/client.ts';
import { updateItem } from '../../../../lib/dynamo/table/update.ts';
import { attempt, type Operation, writeAll, writeIf } from '../../../../lib/dynamo/table/writeAll.ts';
import { broken, interceptFirst, throttled } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { setAttributes } from '../../../support/table.ts';

const { proxy } = await startService();
const tenantId = randomUUID();

beforeEach(() => {
  proxy.intercept = () => 'pass';
  proxy.operations.length = 0;
});

const put = (contactId: string): Operation => ({
  Put: {
    TableName: process.env.TABLE_NAME,
    Item: { tenantId, contactId, written: true },
    ConditionExpression: 'attribute_not_exists(contactId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});
const update = (contactId: string, expected = {}): Operation => ({
  Update: updateItem(tenantId, contactId, { set: [['written', true]], expected }),
});
const remove = (contactId: string): Operation => ({
  Delete: {
    TableName: process.env.TABLE_NAME,
    Key: { tenantId, contactId },
    ConditionExpression: 'attribute_exists(contactId)',
  },
});
const check = (contactId: string): Operation => ({
  ConditionCheck: {
    TableName: process.env.TABLE_NAME,
    Key: { tenantId, contactId },
    ConditionExpression: 'attribute_exists(contactId)',
  },
});

/** An item that is in the table already. */
async function existing(attributes: object = { old: 1 }): Promise<string> {
  const contactId = randomUUID();
  await setAttributes(tenantId, contactId, attributes);
  proxy.operations.length = 0;
  return contactId;
}

async function isWritten(contactId: string): Promise<boolean> {
  const Key = { tenantId, contactId };
  const get = new GetCommand({ TableName: process.env.TABLE_NAME, Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item?.written === true;
}

const meaning = <Meaning>(onFailure: Meaning, operation: Operation) => ({ operation, onFailure });

describe('writeAll', () => {
  it.each([
    ['a put as such', (id: string) => [put(id)], 'PutItem'],
    ['an update as such', (id: string) => [update(id)], 'UpdateItem'],
    ['two writes as a transaction', (id: string) => [update(id), update(randomUUID())], 'TransactWriteItems'],
  ])('makes %s, in one request', async (_, operations, request) => {
    const id = randomUUID();
    expect(await writeAll(operations(id).map((each) => meaning('x', each)))).toEqual([]);
    expect(proxy.operations).toEqual([request]);
    expect(await isWritten(id)).toBe(true);
  });

  it.each([
    ['a delete alone as such', remove, 'DeleteItem'],
    ['a check alone as a transaction', check, 'TransactWriteItems'],
  ])('makes %s', async (_, operation, request) => {
    expect(await writeAll([meaning('x', operation(await existing()))])).toEqual([]);
    expect(proxy.operations).toEqual([request]);
    expect(await writeAll([meaning('failed', operation(randomUUID()))])).toEqual([
      { meaning: 'failed', found: undefined },
    ]);
  });

  it.each([
    ['put', put],
    ['update', (id: string) => update(id, { old: 2 })],
  ])('returns a single %s whose condition failed, with the item', async (_, operation) => {
    const contactId = await existing({ old: 1, refused: new Set(['a']) });
    expect(await writeAll([meaning('failed', operation(contactId))])).toEqual([
      { meaning: 'failed', found: { tenantId, contactId, old: 1, refused: new Set(['a']) } },
    ]);
    expect(await isWritten(contactId)).toBe(false);
  });

  it('makes none of the writes where one fails, and returns all that failed, in their order', async () => {
    const [taken, other, free] = [await existing(), await existing(), randomUUID()];
    const failures = await writeAll([
      meaning('free', put(free)),
      meaning('absent', check(randomUUID())),
      meaning('taken', put(taken)),
      meaning('fine', update(randomUUID())),
      meaning('other', update(other, { old: 2 })),
    ]);
    expect(failures).toEqual([
      { meaning: 'absent', found: undefined },
      { meaning: 'taken', found: { tenantId, contactId: taken, old: 1 } },
      { meaning: 'other', found: { tenantId, contactId: other, old: 1 } },
    ]);
    expect(await isWritten(free)).toBe(false);
  });

  it('returns `undefined` as a meaning too', async () => {
    const contactId = await existing();
    expect(await writeAll([meaning(undefined, put(contactId))])).toMatchObject([{ meaning: undefined }]);
  });

  it('makes a transaction once, also where its reply is lost', async () => {
    const [id, other] = [randomUUID(), randomUUID()];
    const isLost = interceptFirst(proxy, 'TransactWriteItems', 'lose the reply');
    expect(await writeAll([meaning('x', put(id)), meaning('y', put(other))])).toEqual([]);
    expect(isLost()).toBe(true);
    expect(await isWritten(id)).toBe(true);
  });

  it('repeats a transaction that another one held up', async () => {
    const body = JSON.stringify({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message: 'Transaction cancelled',
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
    });
    interceptFirst(proxy, 'TransactWriteItems', { status: 400, body });
    expect(await writeAll([meaning('x', put(randomUUID())), meaning('y', put(randomUUID()))])).toEqual([]);
    expect(proxy.operations).toEqual(['TransactWriteItems', 'TransactWriteItems']);
  });

  it.each([
    ['throttles', throttled],
    ['is broken', broken],
  ])('throws `unavailable` where DynamoDB %s', async (_, fate) => {
    proxy.intercept = () => fate;
    await expect(writeAll([meaning('x', put(randomUUID()))])).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('throws what is no failed condition', async () => {
    const invalid = meaning('x', update(''));
    await expect(writeAll([invalid])).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(writeAll([meaning('y', put(randomUUID())), invalid])).rejects.toThrow();
  });
});

describe('writeIf', () => {
  const write = (id: string, expected: object) => () =>
    send((db) =>
      db.send(new UpdateCommand(updateItem(tenantId, id, { set: [['written', true]], expected: { ...expected } }))),
    );

  it('returns whether the condition held', async () => {
    const id = await existing();
    expect(await writeIf(write(id, { old: 2 }))).toBe(false);
    expect(await isWritten(id)).toBe(false);
    expect(await writeIf(write(id, { old: 1 }))).toBe(true);
    expect(await isWritten(id)).toBe(true);
  });

  it('throws any other error', async () => {
    await expect(writeIf(async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});

describe('attempt', () => {
  it('returns the reply, or what the failed conditions found', async () => {
    expect(await attempt(async () => 'reply')).toEqual({ reply: 'reply' });
    const contactId = await existing();
    const write = new UpdateCommand(
      updateItem(tenantId, contactId, { set: [['written', true]], expected: { old: 2 } }),
    );
    expect(await attempt(() => send((db) => db.send(write)))).toEqual({
      failed: [{ found: { tenantId, contactId, old: 1 } }],
    });
  });
});
