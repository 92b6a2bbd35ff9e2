import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CreateTableCommandInput, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';

export interface TableProperties
  extends Pick<
    CreateTableCommandInput,
    | 'TableName'
    | 'BillingMode'
    | 'KeySchema'
    | 'AttributeDefinitions'
    | 'GlobalSecondaryIndexes'
    | 'StreamSpecification'
  > {
  TableName: string;
  TimeToLiveSpecification: TimeToLiveSpecification;
}

/**
 * The properties of the tables in serverless.yml, with their indexes, stream and TTL; without backups, encryption and
 * deletion protection, which the embedded engine lacks. Their names refer to `${param:tableName}`.
 */
export async function tableProperties(): Promise<TableProperties[]> {
  const template = parse(await readFile(resolve(import.meta.dirname, '../../serverless.yml'), 'utf8'));
  const resources: { Type: string; Properties: TableProperties }[] = Object.values(template.resources.Resources);
  return resources
    .filter(({ Type }) => Type === 'AWS::DynamoDB::Table')
    .map(({ Properties }) => ({
      TableName: Properties.TableName,
      BillingMode: Properties.BillingMode,
      KeySchema: Properties.KeySchema,
      AttributeDefinitions: Properties.AttributeDefinitions,
      TimeToLiveSpecification: Properties.TimeToLiveSpecification,
      ...(Properties.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: Properties.GlobalSecondaryIndexes }),
      // CreateTable needs StreamEnabled; CloudFormation does not have it.
      ...(Properties.StreamSpecification && {
        StreamSpecification: { ...Properties.StreamSpecification, StreamEnabled: true },
      }),
    }));
}
