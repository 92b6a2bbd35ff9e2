import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../../lib/local/createTable.ts';
import { type DynamoDb, startDynamoDb } from '../../../lib/local/emulators/dynamodb/startDynamoDb.ts';
import { tableProperties } from '../../../lib/local/tableProperties.ts';

const properties = await tableProperties();
let engine: DynamoDb;
beforeAll(async () => {
  Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  engine = await startDynamoDb({ port: 0 });
});
afterAll(() => engine.close());

describe('createTable', () => {
  it('succeeds for a table that exists', async () => {
    await createTable(engine.url, 'contacts', properties);
    await expect(createTable(engine.url, 'contacts', properties)).resolves.toBeUndefined();
  });

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
    await expect(createTable(engine.url, 'old', properties)).rejects.toThrow(
      'The table old has no index byDue: an older version created it. Delete it with npm run reset.',
    );
  });
});
