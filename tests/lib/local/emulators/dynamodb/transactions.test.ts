import { randomUUID } from 'node:crypto';
import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { createTable, type Engine, startEngine } from './engine.ts';

let engine: Engine;
let TableName: string;

beforeAll(async () => {
  engine = await startEngine();
  TableName = await createTable(engine);
});
afterAll(() => engine.close());

type TransactItems = NonNullable<TransactWriteCommandInput['TransactItems']>;

const newKey = () => ({ pk: randomUUID(), sk: 'a' });
const get = async (Key: object) =>
  (await engine.documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
const put = (Item: object) => engine.documents.send(new PutCommand({ TableName, Item }));
const transact = (TransactItems: TransactItems, ClientRequestToken?: string) =>
  engine.documents.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
const exists = 'attribute_exists(pk)';
const isNew = 'attribute_not_exists(pk)';

describe('TransactWriteItems', () => {
  it('puts, updates, deletes and checks items in one transaction', async () => {
    const [put1, updated, deleted, checked] = [newKey(), newKey(), newKey(), newKey()];
    for (const key of [updated, deleted, checked]) await put({ ...key, n: 1 });
    await transact([
      { Put: { TableName, Item: { ...put1, n: 5 }, ConditionExpression: isNew } },
      {
        Update: {
          TableName,
          Key: updated,
          UpdateExpression: 'SET n = n + :one',
          ConditionExpression: 'n = :one',
          ExpressionAttributeValues: { ':one': 1 },
        },
      },
      { Delete: { TableName, Key: deleted, ConditionExpression: exists } },
      { ConditionCheck: { TableName, Key: checked, ConditionExpression: exists } },
    ]);
    expect(await Promise.all([put1, updated, deleted, checked].map(get))).toEqual([
      { ...put1, n: 5 },
      { ...updated, n: 2 },
      undefined,
      { ...checked, n: 1 },
    ]);
  });

  it('writes nothing if a condition fails, and returns the reasons in the order of the request', async () => {
    const [fresh, taken, missing] = [newKey(), newKey(), newKey()];
    await put({ ...taken, n: 1 });
    const failing = transact([
      { Put: { TableName, Item: fresh } },
      {
        Put: {
          TableName,
          Item: taken,
          ConditionExpression: isNew,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { ConditionCheck: { TableName, Key: missing, ConditionExpression: exists } },
    ]);
    await expect(failing).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message: expect.stringContaining('[None, ConditionalCheckFailed, ConditionalCheckFailed]'),
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { pk: { S: taken.pk }, sk: { S: 'a' }, n: { N: '1' } },
        },
        { Code: 'ConditionalCheckFailed' },
      ],
    });
    expect(await get(fresh)).toBeUndefined();
  });

  it('returns no item for a failed condition unless ALL_OLD is requested', async () => {
    const taken = newKey();
    await put(taken);
    const error = await transact([{ Put: { TableName, Item: taken, ConditionExpression: isNew } }]).catch((e) => e);
    expect(error.CancellationReasons).toHaveLength(1);
    expect(error.CancellationReasons[0].Item).toBeUndefined();
  });

  it('writes to several tables', async () => {
    const other = await createTable(engine);
    const key = newKey();
    await transact([{ Put: { TableName, Item: key } }, { Put: { TableName: other, Item: { ...key, there: true } } }]);
    const { Responses } = await engine.documents.send(
      new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [key] }, [other]: { Keys: [key] } } }),
    );
    expect(Responses).toEqual({ [TableName]: [key], [other]: [{ ...key, there: true }] });
  });

  it('has no second effect when it is repeated with the same token', async () => {
    const key = newKey();
    const token = randomUUID();
    const increment = {
      Update: { TableName, Key: key, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } },
    };
    await transact([increment], token);
    await transact([increment], token);
    expect(await get(key)).toEqual({ ...key, n: 1 });
    await transact([increment], randomUUID());
    expect(await get(key)).toEqual({ ...key, n: 2 });
  });

  it('rejects a token that was used for another transaction', async () => {
    const token = randomUUID();
    const other = newKey();
    await transact([{ Put: { TableName, Item: newKey() } }], token);
    await expect(transact([{ Put: { TableName, Item: other } }], token)).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
    expect(await get(other)).toBeUndefined();
  });

  it('accepts the token of a cancelled transaction again', async () => {
    const [key, guard] = [newKey(), newKey()];
    const token = randomUUID();
    const items: TransactItems = [
      { Put: { TableName, Item: key } },
      { ConditionCheck: { TableName, Key: guard, ConditionExpression: exists } },
    ];
    await expect(transact(items, token)).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    await put(guard);
    await transact(items, token);
    expect(await get(key)).toEqual(key);
  });

  it.each<[string, (key: { pk: string; sk: string }) => TransactItems]>([
    ['two operations on one item', (key) => [{ Put: { TableName, Item: key } }, { Delete: { TableName, Key: key } }]],
    ['no operation', () => []],
    ['more than 100 operations', () => Array.from({ length: 101 }, () => ({ Put: { TableName, Item: newKey() } }))],
    [
      'two operations in one element',
      (key) => [{ Put: { TableName, Item: key }, Delete: { TableName, Key: newKey() } }],
    ],
    [
      'a key that does not fit the table',
      (key) => [{ Put: { TableName, Item: key } }, { Delete: { TableName, Key: { pk: 'x' } } }],
    ],
    [
      'an expression that does not parse',
      (key) => [
        { Put: { TableName, Item: key } },
        { Update: { TableName, Key: newKey(), UpdateExpression: 'SETT x' } },
      ],
    ],
  ])('rejects %s', async (_case, itemsWith) => {
    const key = newKey();
    await expect(transact(itemsWith(key))).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await get(key)).toBeUndefined();
  });

  it('accepts 100 operations', async () => {
    const pk = randomUUID();
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    await transact(numbers.map((n) => ({ Put: { TableName, Item: { pk, sk: `${n}` } } })));
    const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
    expect((await engine.documents.send(new QueryCommand(query))).Count).toBe(100);
  });

  it('rejects a missing table', async () => {
    await expect(transact([{ Put: { TableName: 'missing-table', Item: newKey() } }])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('reports the capacity of the tables, twice that of single writes', async () => {
    const { ConsumedCapacity } = await engine.documents.send(
      new TransactWriteCommand({
        TransactItems: [{ Put: { TableName, Item: newKey() } }],
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(ConsumedCapacity).toMatchObject([{ TableName, CapacityUnits: 2 }]);
  });
});

describe('concurrent transactions', () => {
  const retried = async (work: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        const reasons = (error as { CancellationReasons?: { Code: string }[] }).CancellationReasons ?? [];
        if (!reasons.some(({ Code }) => Code === 'TransactionConflict')) throw error;
      }
    }
  };

  it('create an item exactly once', async () => {
    const key = newKey();
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) =>
        retried(() =>
          transact([
            { Put: { TableName, Item: { ...key, n }, ConditionExpression: isNew } },
            { Put: { TableName, Item: { pk: key.pk, sk: `side-${n}` } } },
          ]),
        ),
      ),
    );
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await get(key)).toEqual({ ...key, n: winner });
    const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': key.pk } };
    expect((await engine.documents.send(new QueryCommand(query))).Count).toBe(2);
  });

  it('keep the sum of the amounts that they move, as every concurrent query sees it', async () => {
    const pk = randomUUID();
    const accounts = ['a', 'b', 'c', 'd'];
    const keys = accounts.map((sk) => ({ pk, sk }));
    for (const key of keys) await put({ ...key, n: 100 });
    const add = (sk: string, n: number) => ({
      Update: {
        TableName,
        Key: { pk, sk },
        UpdateExpression: 'SET n = n + :n',
        ExpressionAttributeValues: { ':n': n },
      },
    });
    const sum = (items: (Record<string, number> | undefined)[] = []) =>
      items.reduce((total, item) => total + (item?.n ?? 0), 0);

    const sums: number[] = [];
    let done = false;
    const reading = (async () => {
      const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
      while (!done) {
        sums.push(sum((await engine.documents.send(new QueryCommand({ ...query, ConsistentRead: true }))).Items));
      }
    })();
    await Promise.all(
      Array.from({ length: 6 }, async (_, lane) => {
        for (let n = lane; n < 90; n += 6) {
          const from = accounts[n % 4] ?? 'a';
          const to = accounts[(n + 1 + (n % 3)) % 4] ?? 'b';
          await retried(() => transact(n % 2 ? [add(from, -7), add(to, 7)] : [add(to, 7), add(from, -7)]));
        }
      }),
    );
    done = true;
    await reading;
    expect(sums.length).toBeGreaterThan(10);
    expect(new Set(sums)).toEqual(new Set([400]));
  });

  it('do not lose concurrent single updates', async () => {
    const key = newKey();
    const update = {
      TableName,
      Key: key,
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': 1 },
    };
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        n % 2 ? engine.documents.send(new UpdateCommand(update)) : retried(() => transact([{ Update: update }])),
      ),
    );
    expect(await get(key)).toEqual({ ...key, n: 40 });
  });
});
