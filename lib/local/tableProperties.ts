import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CreateTableCommandInput, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';

export interface TableProperties
  extends Pick<
    CreateTableCommandInput,
    'BillingMode' | 'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes' | 'StreamSpecification'
  > {
  TimeToLiveSpecification: TimeToLiveSpecification;
}

/**
 * The properties of the table in serverless.yml, with its indexes, stream and TTL; without backups, encryption and
 * deletion protection, which the embedded engine lacks.
 */
export async function tableProperties(): Promise<TableProperties> {
  const template = parse(await readFile(resolve(import.meta.dirname, '../../serverless.yml'), 'utf8'));
  const properties: TableProperties = template.resources.Resources.ContactsTable.Properties;
  const { BillingMode, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, TimeToLiveSpecification } = properties;
  return {
    BillingMode,
    KeySchema,
    AttributeDefinitions,
    GlobalSecondaryIndexes,
    TimeToLiveSpecification,
    // CreateTable needs this field; CloudFormation does not have it.
    StreamSpecification: { StreamEnabled: true, ...properties.StreamSpecification },
  };
}
