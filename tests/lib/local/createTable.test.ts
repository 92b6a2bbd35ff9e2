import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { createTable, createTables } from '../../../lib/local/createTable.ts';
import { type DynamoDb, startDynamoDb } from '../../../lib/local/emulators/dynamodb/startDynamoDb.ts';
import { tableProperties } from '../../../lib/local/tableProperties.ts';

const tables = await tableProperties();
let engine: DynamoDb;
beforeAll(async () => {
  Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  engine = await startDynamoDb({ port: 0 });
});
afterAll(() => engine.close());

it('createTables creates the tables of contacts and of API keys, or leaves them as they are', async () => {
  await createTables(engine.url, 'contacts', tables);
  await expect(createTables(engine.url, 'contacts', tables)).resolves.toBeUndefined();
  const client = new DynamoDBClient({ endpoint: engine.url, region: 'local' });
  const { TableNames } = await client.send(new ListTablesCommand({}));
  client.destroy();
  expect(TableNames).toEqual(['contacts', 'contacts-keys']);
});

describe('createTable', () => {
  it('rejects an existing table that lacks an index, and says how to delete it', async () => {
    const client = new DynamoDBClient({ endpoint: engine.url, region: 'local' });
    const old = new CreateTableCommand({
      TableName: 'old',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'tenantId', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'tenantId', KeyType: 'HASH' }],
    });
    await client.send(old);
    client.destroy();
    const [contacts] = tables;
    if (!contacts) throw new Error('serverless.yml has no table');
    await expect(createTable(engine.url, { ...contacts, TableName: 'old' })).rejects.toThrow(
      'The table old has no index byDue: an older version created it. Delete it with npm run reset.',
    );
  });
});
