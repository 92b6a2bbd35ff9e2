import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TimeToLiveSpecification,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import { config } from '../config.ts';

interface TableProperties
  extends Pick<
    CreateTableCommandInput,
    'BillingMode' | 'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes' | 'StreamSpecification'
  > {
  TimeToLiveSpecification: TimeToLiveSpecification;
}

/**
 * Makes sure that the engine at `endpoint` has the table of serverless.yml, with its indexes, stream and TTL, under the
 * name `tableName`, for the region and the credentials of the environment. A table that exists keeps its data, its keys
 * and its indexes. Throws a sentence where that one lacks an index that serverless.yml has by now.
 */
export async function createTable(endpoint: string, tableName: string): Promise<void> {
  const { TimeToLiveSpecification, ...properties } = await tableProperties();
  const client = new DynamoDBClient({ endpoint, region: config.region() });
  const table = { TableName: tableName };
  try {
    const indexes = await findIndexes(client, tableName);
    const lacking = properties.GlobalSecondaryIndexes?.find(({ IndexName }) => !indexes?.includes(IndexName));
    if (!indexes) await client.send(new CreateTableCommand({ ...table, ...properties }));
    else if (lacking)
      throw new Error(`The table ${tableName} is older than its index ${lacking.IndexName}: npm run reset forgets it.`);
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.2 }, table);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand(table));
    if (TimeToLiveDescription?.TimeToLiveStatus !== 'ENABLED')
      await client.send(new UpdateTimeToLiveCommand({ ...table, TimeToLiveSpecification }));
  } finally {
    client.destroy();
  }
}

/** The names of the indexes of a table; `undefined` where there is no such table. */
async function findIndexes(client: DynamoDBClient, tableName: string): Promise<(string | undefined)[] | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName) ?? [];
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** The parts of the resource that an engine on a developer's machine needs: no backups, encryption or protection. */
async function tableProperties(): Promise<TableProperties> {
  const template = parse(await readFile(resolve(import.meta.dirname, '../../serverless.yml'), 'utf8'));
  const properties: TableProperties = template.resources.Resources.ContactsTable.Properties;
  const { BillingMode, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, TimeToLiveSpecification } = properties;
  return {
    BillingMode,
    KeySchema,
    AttributeDefinitions,
    GlobalSecondaryIndexes,
    TimeToLiveSpecification,
    // CloudFormation takes the view type alone; the API wants to be told that there is a stream.
    StreamSpecification: { StreamEnabled: true, ...properties.StreamSpecification },
  };
}
