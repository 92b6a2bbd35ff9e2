import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createTable, type Engine, embeddedIt, startEngine } from './engine.ts';

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

  embeddedIt('keeps its tags', async () => {
    const TableName = await createTable(engine, { Tags: [{ Key: 'service', Value: 'contacts' }] });
    const ResourceArn = (await describeTable(TableName))?.TableArn;
    const tags = async () => (await engine.client.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags;
    expect(await tags()).toEqual([{ Key: 'service', Value: 'contacts' }]);
    await engine.client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'stage', Value: 'dev' }] }));
    await engine.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['service'] }));
    expect(await tags()).toEqual([{ Key: 'stage', Value: 'dev' }]);
  });

  embeddedIt('is described with its encryption', async () => {
    const TableName = await createTable(engine, { SSESpecification: { Enabled: true, SSEType: 'KMS' } });
    expect(await describeTable(TableName)).toMatchObject({ SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' } });
  });

  it('is created once', async () => {
    const TableName = await createTable(engine);
    await expect(createTable(engine, { TableName })).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });

  it('is not found before it is created and after it is deleted, nor are its items when it comes again', async () => {
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

  it('is not deleted while it is protected', async () => {
    const TableName = await createTable(engine, { DeletionProtectionEnabled: true });
    expect(await describeTable(TableName)).toMatchObject({ DeletionProtectionEnabled: true });
    await expect(engine.client.send(new DeleteTableCommand({ TableName }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await engine.client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await engine.client.send(new DeleteTableCommand({ TableName }));
    await expect(describeTable(TableName)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('changes its billing mode', async () => {
    const TableName = await createTable(engine);
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    await engine.client.send(new UpdateTableCommand({ TableName, BillingMode: 'PROVISIONED', ProvisionedThroughput }));
    expect(await describeTable(TableName)).toMatchObject({ TableStatus: 'ACTIVE', ProvisionedThroughput });
  });

  embeddedIt('keeps the setting for point-in-time recovery', async () => {
    const TableName = await createTable(engine);
    const status = async () => {
      const { ContinuousBackupsDescription: description } = await engine.client.send(
        new DescribeContinuousBackupsCommand({ TableName }),
      );
      return description?.PointInTimeRecoveryDescription;
    };
    expect(await status()).toEqual({ PointInTimeRecoveryStatus: 'DISABLED' });
    await engine.client.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
      }),
    );
    expect(await status()).toEqual({ PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 7 });
  });
});
