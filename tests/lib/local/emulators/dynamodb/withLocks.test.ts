import { openDatabase } from '../../../../../lib/local/emulators/dynamodb/database.ts';
import { operations } from '../../../../../lib/local/emulators/dynamodb/operations.ts';

/** Creates a table with a stream and an index. `batchesOf` returns the key prefixes that a request writes, by batch. */
async function openTable() {
  const database = await openDatabase(undefined);
  const call = async (name: string, body: object) => {
    const operation = operations.DynamoDB_20120810?.[name];
    if (!operation) throw new Error(`no operation ${name}`);
    return operation(database, body);
  };
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  await call('CreateTable', {
    TableName: 'table',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [attribute('pk'), attribute('name')],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byName',
        KeySchema: [{ AttributeName: 'name', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  });
  const batchesOf = async (name: string, body: object) => {
    const batches: string[][] = [];
    const write = database.level.batch;
    database.level.batch = (written) => {
      batches.push(written.map(({ key }) => key.slice(0, key.indexOf('~'))).sort());
      return write(written);
    };
    await call(name, body).catch((error) => expect(error.name).toBe('TransactionCanceledException'));
    database.level.batch = write;
    return batches;
  };
  return { batchesOf, close: () => database.level.close() };
}

const item = (pk: string) => ({ pk: { S: pk }, name: { S: 'n' } });
const put = (pk: string, more: object = {}) => ({ Put: { TableName: 'table', Item: item(pk), ...more } });
const written = ['index-global', 'item-table', 'record'];

describe('a write request', () => {
  it('writes items, index entries, stream records and its token as one batch', async () => {
    const { batchesOf, close } = await openTable();
    expect(await batchesOf('PutItem', { TableName: 'table', Item: item('a') })).toEqual([written]);
    const transaction = { TransactItems: [put('b'), put('c')], ClientRequestToken: 'token' };
    expect(await batchesOf('TransactWriteItems', transaction)).toEqual([[...written, ...written, 'token'].sort()]);
    const requests = [{ PutRequest: { Item: item('d') } }, { DeleteRequest: { Key: { pk: { S: 'a' } } } }];
    expect(await batchesOf('BatchWriteItem', { RequestItems: { table: requests } })).toEqual([
      [...written, ...written].sort(),
    ]);
    await close();
  });

  it('writes nothing when it fails', async () => {
    const { batchesOf, close } = await openTable();
    const failing = put('b', { ConditionExpression: 'attribute_exists(pk)' });
    expect(await batchesOf('TransactWriteItems', { TransactItems: [put('a'), failing] })).toEqual([]);
    await close();
  });
});
