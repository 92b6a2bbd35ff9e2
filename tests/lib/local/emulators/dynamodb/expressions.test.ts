import { randomUUID } from 'node:crypto';
import type { ReturnValue } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createTable, type Engine, startEngine } from './engine.ts';

let engine: Engine;
let TableName: string;

beforeAll(async () => {
  engine = await startEngine();
  TableName = await createTable(engine);
});
afterAll(() => engine.close());

const content = {
  n: 5,
  s: 'text',
  blank: '',
  parts: [1, 2, 3, 4],
  tags: new Set(['a', 'b']),
  sources: { manual: { firstName: ['Ada', 'key-1'] } },
};

async function putItem() {
  const key = { pk: randomUUID(), sk: 'a' };
  await engine.documents.send(new PutCommand({ TableName, Item: { ...key, ...content } }));
  return key;
}

type Values = Record<string, unknown> | undefined;

async function isMet(ConditionExpression: string, values?: Values): Promise<boolean> {
  const Key = await putItem();
  const request = { TableName, Key, ConditionExpression, ExpressionAttributeValues: values };
  return engine.documents.send(new DeleteCommand(request)).then(
    () => true,
    (error) => {
      if (error.name !== 'ConditionalCheckFailedException') throw error;
      return false;
    },
  );
}

async function update(UpdateExpression: string, values?: Values, ReturnValues: ReturnValue = 'ALL_NEW') {
  const Key = await putItem();
  const request = { TableName, Key, UpdateExpression, ExpressionAttributeValues: values, ReturnValues };
  return (await engine.documents.send(new UpdateCommand(request))).Attributes;
}

describe('a condition', () => {
  it.each<[string, Values]>([
    ['sources.manual.firstName[0] = :v', { ':v': 'Ada' }],
    ['NOT (sources.manual.firstName[0] = :v)', { ':v': 'Bob' }],
    ['NOT n = :v AND attribute_exists(n)', { ':v': 6 }],
    ['attribute_not_exists(sources.crm)', undefined],
    ['attribute_not_exists(sources.crm.firstName)', undefined],
    ['attribute_not_exists(sources.manual.firstName[2])', undefined],
    ['attribute_exists(pk) AND (n = :v OR attribute_not_exists(nothing))', { ':v': 1 }],
    ['sources.manual.firstName = :v', { ':v': ['Ada', 'key-1'] }],
    ['sources = :v', { ':v': { manual: { firstName: ['Ada', 'key-1'] } } }],
    ['sources <> :v', { ':v': { manual: {} } }],
    ['tags = :v', { ':v': new Set(['b', 'a']) }],
    ['n = :v', { ':v': 5.0 }],
    ['absent <> :v', { ':v': 1 }],
    ['NOT (absent = :v)', { ':v': 1 }],
    ['absent <> gone', undefined],
    ['n BETWEEN :a AND :b', { ':a': 5, ':b': 6 }],
    ['n IN (:a, :b)', { ':a': 4, ':b': 5 }],
    ['sources IN (:a, :b)', { ':a': 4, ':b': content.sources }],
    ['contains(parts, :v)', { ':v': 3 }],
    ['contains(tags, :v)', { ':v': 'a' }],
    ['contains(s, :v)', { ':v': 'ex' }],
    ['begins_with(s, :v)', { ':v': 'te' }],
    ['size(parts) = :v', { ':v': 4 }],
    ['size(blank) = :v', { ':v': 0 }],
    ['attribute_type(sources, :v)', { ':v': 'M' }],
  ])('is met: %s', async (expression, values) => {
    expect(await isMet(expression, values)).toBe(true);
  });

  it.each<[string, Values]>([
    ['sources.manual.firstName[0] = :v', { ':v': 'Bob' }],
    ['sources.manual.firstName[2] = :v', { ':v': 'Bob' }],
    ['NOT (sources.manual.firstName[0] = :v)', { ':v': 'Ada' }],
    ['attribute_not_exists(sources.manual.firstName)', undefined],
    ['sources <> :v', { ':v': content.sources }],
    ['parts <> :v', { ':v': [1, 2, 3, 4] }],
    ['parts = :v', { ':v': [2, 1, 3, 4] }],
    ['absent = gone', undefined],
    ['absent <= gone', undefined],
    ['n = :v', { ':v': '5' }],
    ['n > :v', { ':v': 10 }],
    ['contains(absent, :v)', { ':v': 3 }],
    ['size(s) = :v', { ':v': 5 }],
  ])('is not met: %s', async (expression, values) => {
    expect(await isMet(expression, values)).toBe(false);
  });
});

describe('a failed condition', () => {
  const failing = {
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
  const setN = { UpdateExpression: 'SET n = :n', ExpressionAttributeValues: { ':n': 1 } };

  it.each([
    ['PutItem', (Key: object) => new PutCommand({ TableName, Item: { ...Key, n: 1 }, ...failing })],
    ['UpdateItem', (Key: object) => new UpdateCommand({ TableName, Key, ...setN, ...failing })],
    ['DeleteItem', (Key: object) => new DeleteCommand({ TableName, Key, ...failing })],
  ])('of %s returns the item if the request asks for ALL_OLD', async (_name, command) => {
    const key = await putItem();
    await expect(engine.documents.send(command(key) as PutCommand)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { pk: { S: key.pk }, n: { N: '5' }, parts: { L: [{ N: '1' }, { N: '2' }, { N: '3' }, { N: '4' }] } },
    });
    expect((await engine.documents.send(new GetCommand({ TableName, Key: key }))).Item).toMatchObject(content);
  });

  it('returns no item if the request does not ask for it', async () => {
    const { ConditionExpression } = failing;
    const request = { TableName, Key: await putItem(), ConditionExpression };
    const error = await engine.documents.send(new DeleteCommand(request)).catch((e) => e);
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(error.Item).toBeUndefined();
  });

  it('returns no item if the item does not exist', async () => {
    const request = {
      TableName,
      Key: { pk: randomUUID(), sk: 'a' },
      ...failing,
      ConditionExpression: 'attribute_exists(pk)',
    };
    const error = await engine.documents.send(new DeleteCommand(request)).catch((e) => e);
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(error.Item).toBeUndefined();
  });

  it('rejects 49 of 50 concurrent creations', async () => {
    const key = { pk: randomUUID(), sk: 'a' };
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) =>
        engine.documents.send(
          new PutCommand({ TableName, Item: { ...key, n }, ConditionExpression: 'attribute_not_exists(pk)' }),
        ),
      ),
    );
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    const losers = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.name);
    expect(losers).toEqual(Array(49).fill('ConditionalCheckFailedException'));
    expect((await engine.documents.send(new GetCommand({ TableName, Key: key }))).Item).toEqual({ ...key, n: winner });
  });
});

describe('an update', () => {
  it('sets inside maps and lists', async () => {
    const expression = 'SET sources.manual.firstName[1] = :v, sources.manual.lastName = :l, sources.crm = :m';
    const values = { ':v': 'key-2', ':l': ['Byron'], ':m': {} };
    expect(await update(expression, values)).toMatchObject({
      sources: { manual: { firstName: ['Ada', 'key-2'], lastName: ['Byron'] }, crm: {} },
    });
  });

  it('removes list elements by their indexes before the update', async () => {
    expect(await update('REMOVE parts[0], parts[1]')).toMatchObject({ parts: [3, 4] });
    expect(await update('REMOVE parts[0] SET parts[1] = :v, parts[9] = :v', { ':v': 0 })).toMatchObject({
      parts: [0, 3, 4, 0],
    });
  });

  it('reads all values from the old item', async () => {
    expect(await update('SET a = sources, sources.manual.x = :v, b = n, n = :v', { ':v': 9 })).toMatchObject({
      a: content.sources,
      sources: { manual: { x: 9 } },
      b: 5,
      n: 9,
    });
  });

  it('moves the elements of a list, in whatever order they are named', async () => {
    const forwards = 'SET parts[0] = :v, parts[1] = parts[0], parts[2] = parts[1], parts[3] = parts[2]';
    const backwards = 'SET parts[3] = parts[2], parts[2] = parts[1], parts[1] = parts[0], parts[0] = :v';
    for (const expression of [forwards, backwards])
      expect(await update(expression, { ':v': 0 })).toMatchObject({ parts: [0, 1, 2, 3] });
  });

  it('computes with if_not_exists, list_append and sums', async () => {
    const expression =
      'SET visits = if_not_exists(visits, :zero) + :one, n = if_not_exists(n, :zero) + :one, ' +
      'parts = list_append(parts, :l), fresh = list_append(if_not_exists(fresh, :e), :l)';
    const values = { ':zero': 0, ':one': 1, ':l': [5], ':e': [] };
    expect(await update(expression, values)).toMatchObject({ visits: 1, n: 6, parts: [1, 2, 3, 4, 5], fresh: [5] });
  });

  it.each<[string, Values]>([
    ['SET sources.crm.firstName = :v', { ':v': 1 }],
    ['REMOVE absent.x', undefined],
    ['SET n.x = :v', { ':v': 1 }],
    ['SET sources[0] = :v', { ':v': 1 }],
    ['ADD s :v', { ':v': 1 }],
    ['SET sk = :v', { ':v': 'x' }],
    ['SET sources.manual.firstName = :v, sources.manual = :v', { ':v': 1 }],
    ['SET a = absent', undefined],
    ['SET a = :v', { ':v': 1, ':unused': 1 }],
    ['SET status = :v', { ':v': 1 }],
  ])('is rejected: %s', async (expression, values) => {
    await expect(update(expression, values)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('changes nothing if one of its paths is invalid', async () => {
    const Key = await putItem();
    const expression = { UpdateExpression: 'SET n = :v, absent.x = :v', ExpressionAttributeValues: { ':v': 1 } };
    await expect(engine.documents.send(new UpdateCommand({ TableName, Key, ...expression }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect((await engine.documents.send(new GetCommand({ TableName, Key }))).Item).toEqual({ ...Key, ...content });
  });

  it('returns what ReturnValues requests', async () => {
    const values = { ':v': 6 };
    expect(await update('SET n = :v', values, 'UPDATED_OLD')).toEqual({ n: 5 });
    expect(await update('SET n = :v', values, 'UPDATED_NEW')).toEqual({ n: 6 });
    expect(await update('REMOVE n', undefined, 'UPDATED_NEW')).toBeUndefined();
    expect(await update('SET n = :v', values, 'ALL_OLD')).toMatchObject(content);
    expect(await update('SET n = :v', values, 'NONE')).toBeUndefined();
  });
});

describe('a filter', () => {
  it('compares maps, runs before the projection, and determines the count', async () => {
    const { pk } = await putItem();
    await engine.documents.send(new PutCommand({ TableName, Item: { pk, sk: 'b', sources: {} } }));
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'sources = :m',
      ExpressionAttributeValues: { ':pk': pk, ':m': content.sources },
    };
    const { Items, Count, ScannedCount } = await engine.documents.send(
      new QueryCommand({ ...query, ProjectionExpression: 'sk' }),
    );
    expect({ Items, Count, ScannedCount }).toEqual({ Items: [{ sk: 'a' }], Count: 1, ScannedCount: 2 });
    const counted = await engine.documents.send(new QueryCommand({ ...query, Select: 'COUNT' }));
    expect([counted.Items, counted.Count]).toEqual([undefined, 1]);
  });
});
