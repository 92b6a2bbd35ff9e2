import { DeleteTableCommand, DescribeTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createTable, type Engine, startEngine } from './engine.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const describeTable = async (TableName: string) =>
  (await engine.client.send(new DescribeTableCommand({ TableName }))).Table;

describe('a table', () => {
  it('is created with all settings of a production table', async () => {
    const TableName = await createTable(engine, {
      SSESpecification: { Enabled: true, SSEType: 'KMS' },
      Tags: [{ Key: 'service', Value: 'contacts' }],
      DeletionProtectionEnabled: false,
      TableClass: 'STANDARD',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    expect(await describeTable(TableName)).toMatchObject({
      TableName,
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
  });

  it('cannot be created twice', async () => {
    const TableName = await createTable(engine);
    await expect(createTable(engine, { TableName })).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });

  it('is not found after it is deleted, and is empty when it is created again', async () => {
    const TableName = await createTable(engine);
    const Key = { pk: 'p', sk: 'a' };
    await engine.documents.send(new PutCommand({ TableName, Item: Key }));
    await engine.client.send(new DeleteTableCommand({ TableName }));
    await expect(describeTable(TableName)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(engine.documents.send(new GetCommand({ TableName, Key }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await createTable(engine, { TableName });
    expect((await engine.documents.send(new GetCommand({ TableName, Key }))).Item).toBeUndefined();
  });

  it('is listed', async () => {
    const TableName = await createTable(engine);
    const { TableNames = [] } = await engine.client.send(new ListTablesCommand({ Limit: 100 }));
    expect(TableNames).toContain(TableName);
    expect(TableNames).toEqual([...TableNames].sort());
  });
});
