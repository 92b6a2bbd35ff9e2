import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { config } from '../config.ts';
import { fillIn } from './emulators/events/variables.ts';
import type { TableProperties } from './tableProperties.ts';

/** Creates the tables of the service, where `${param:tableName}` is `tableName`. See createTable. */
export async function createTables(endpoint: string, tableName: string, tables: TableProperties[]): Promise<void> {
  for (const properties of tables)
    await createTable(endpoint, {
      ...properties,
      TableName: String(fillIn(properties.TableName, { tableName }, 'local')),
    });
}

/**
 * Creates a table with these properties on the engine at `endpoint`. Uses the region and the credentials of the
 * environment. An existing table keeps its data, keys and indexes; throws if it lacks an index.
 */
export async function createTable(
  endpoint: string,
  { TableName: tableName, TimeToLiveSpecification, ...properties }: TableProperties,
): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: config.region() });
  const table = { TableName: tableName };
  try {
    const indexes = await findIndexes(client, tableName);
    const missing = properties.GlobalSecondaryIndexes?.find(({ IndexName }) => !indexes?.includes(IndexName));
    if (!indexes) await client.send(new CreateTableCommand({ ...table, ...properties }));
    else if (missing)
      throw new Error(
        `The table ${tableName} has no index ${missing.IndexName}: an older version created it. Delete it with npm run reset.`,
      );
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.2 }, table);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand(table));
    if (TimeToLiveDescription?.TimeToLiveStatus !== 'ENABLED')
      await client.send(new UpdateTimeToLiveCommand({ ...table, TimeToLiveSpecification }));
  } finally {
    client.destroy();
  }
}

/** The names of a table's indexes, or `undefined` if there is no such table. */
async function findIndexes(client: DynamoDBClient, tableName: string): Promise<(string | undefined)[] | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName) ?? [];
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
