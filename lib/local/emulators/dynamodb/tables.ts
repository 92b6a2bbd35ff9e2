import { setTimeout } from 'node:timers/promises';
import { removeContinuousBackups } from './continuousBackups.ts';
import { db, dynaliteOperation, type Index, type Table } from './dynalite.ts';
import { ApiError } from './errors.ts';
import { createIndex, deleteIndex } from './indexes.ts';
import { reshaping } from './isolated.ts';
import { type Operations, operation } from './operation.ts';
import type { Overlay } from './overlay.ts';
import { disableStream, enableStream } from './streams.ts';
import { attributeDefinitions, indexUpdates, settings } from './tableFields.ts';
import { removeTimeToLive } from './timeToLive.ts';

interface TableSettings {
  TableName: string;
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: string };
  DeletionProtectionEnabled?: boolean;
  SSESpecification?: { Enabled?: boolean };
}

const create = dynaliteOperation('CreateTable');
const update = dynaliteOperation('UpdateTable');
const remove = dynaliteOperation('DeleteTable');
const { Tags } = dynaliteOperation('TagResource').types;

interface CreateRequest extends TableSettings {
  Tags?: { Key: string; Value: string }[];
}

interface UpdateRequest extends TableSettings {
  AttributeDefinitions?: Table['AttributeDefinitions'];
  GlobalSecondaryIndexUpdates?: { Create?: Index; Delete?: { IndexName: string }; Update?: object }[];
  BillingMode?: string;
  ProvisionedThroughput?: object;
}

/** CreateTable, UpdateTable and DeleteTable; all are done when they are answered. */
export const tableOperations: Operations = {
  CreateTable: operation(
    { ...create, types: { ...create.types, ...settings, Tags } },
    (database, { Tags = [], ...request }: CreateRequest) =>
      reshaping(database, request.TableName, async (overlay) => {
        const { TableName, StreamSpecification, DeletionProtectionEnabled, SSESpecification, ...rest } = request;
        if (await overlay.get(`table~${TableName}`)) {
          throw new ApiError('ResourceInUseException', `Table already exists: ${TableName}`);
        }
        await overlay.run(create.action, { TableName, ...rest });
        await transition();
        const table = await overlay.table(TableName);
        await applySettings(overlay, table, { DeletionProtectionEnabled: false, ...request });
        overlay.put(`table~${TableName}`, table);
        for (const { Key, Value } of Tags) overlay.put(`tag-${TableName}~${Key}`, Value);
        return { TableDescription: table };
      }),
  ),

  UpdateTable: operation(
    {
      types: {
        ...update.types,
        ...settings,
        AttributeDefinitions: attributeDefinitions,
        GlobalSecondaryIndexUpdates: indexUpdates(),
      },
    },
    (database, request: UpdateRequest) =>
      reshaping(database, request.TableName, async (overlay) => {
        const table = structuredClone(await overlay.table(request.TableName));
        for (const definition of request.AttributeDefinitions ?? []) {
          const known = table.AttributeDefinitions.some((other) => other.AttributeName === definition.AttributeName);
          if (!known) table.AttributeDefinitions.push(definition);
        }
        const throughputs: object[] = [];
        for (const { Create, Delete, Update } of request.GlobalSecondaryIndexUpdates ?? []) {
          if (Create) await createIndex(overlay, table, Create);
          if (Delete) await deleteIndex(overlay, table, Delete.IndexName);
          if (Update) throughputs.push({ Update });
        }
        await applySettings(overlay, table, request);
        overlay.put(`table~${request.TableName}`, table);
        if (request.BillingMode || request.ProvisionedThroughput || throughputs.length > 0) {
          await overlay.run(update.action, { ...request, GlobalSecondaryIndexUpdates: throughputs });
          await transition();
        }
        return { TableDescription: await overlay.table(request.TableName) };
      }),
  ),

  DeleteTable: operation(remove, (database, request: { TableName: string }) =>
    reshaping(database, request.TableName, async (overlay) => {
      const table = await overlay.table(request.TableName);
      if (table.DeletionProtectionEnabled) {
        throw db.validationError(
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        );
      }
      await applySettings(overlay, table, { ...request, StreamSpecification: { StreamEnabled: false } });
      removeTimeToLive(overlay, request.TableName);
      removeContinuousBackups(overlay, request.TableName);
      const reply = await overlay.run(remove.action, request);
      await transition();
      return reply;
    }),
  ),
};

/** Waits for the timer with which dynalite moves a table to its final state, so that both states are one commit. */
function transition(): Promise<void> {
  return setTimeout(0);
}

async function applySettings(overlay: Overlay, table: Table, request: TableSettings): Promise<void> {
  const { StreamSpecification: stream, DeletionProtectionEnabled, SSESpecification } = request;
  if (DeletionProtectionEnabled !== undefined) table.DeletionProtectionEnabled = DeletionProtectionEnabled;
  if (SSESpecification?.Enabled) table.SSEDescription = { Status: 'ENABLED', SSEType: 'KMS' };
  if (SSESpecification?.Enabled === false) delete table.SSEDescription;
  if (!stream) return;
  if (stream.StreamEnabled && table.StreamSpecification)
    throw db.validationError('Table already has an enabled stream');
  if (stream.StreamEnabled) {
    if (!stream.StreamViewType) throw db.validationError('StreamViewType is required when a stream is enabled');
    table.StreamSpecification = stream;
    enableStream(overlay, table);
  } else if (table.StreamSpecification && table.LatestStreamArn) {
    delete table.StreamSpecification;
    await disableStream(overlay, table.LatestStreamArn);
  }
}
