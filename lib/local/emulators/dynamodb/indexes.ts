import { prefixed } from './database.ts';
import { db, type Index, type Item, type Table } from './dynalite.ts';
import { indexPrefix, type Overlay } from './overlay.ts';

/** Adds an index to the table's description and fills it on the overlay with what the table holds. */
export async function createIndex(overlay: Overlay, table: Table, index: Index): Promise<void> {
  const { IndexName, KeySchema } = index;
  const indexes = table.GlobalSecondaryIndexes ?? [];
  if (indexes.some((other) => other.IndexName === IndexName)) {
    throw db.validationError('Attempting to create an index which already exists');
  }
  const types = KeySchema.map(({ AttributeName: name }) => {
    const definition = table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    if (!definition) {
      throw db.validationError(
        `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Key: ${name}`,
      );
    }
    return { name, type: definition.AttributeType };
  });
  const description = {
    ...index,
    IndexStatus: 'ACTIVE',
    IndexArn: `${table.TableArn}/index/${IndexName}`,
    IndexSizeBytes: 0,
    ItemCount: 0,
    ProvisionedThroughput: index.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
  };
  table.GlobalSecondaryIndexes = [...indexes, description];

  for await (const value of overlay.database.level.values(prefixed(`item-${table.TableName}~`))) {
    const item = value as Item;
    if (!types.every(({ name, type }) => Object.hasOwn(item[name] ?? {}, type))) continue;
    for (const put of db.getIndexActions([index], undefined, item, table).puts) {
      overlay.put(indexPrefix('global', table.TableName, IndexName) + put.key, put.item);
    }
  }
}

/** Takes an index out of the table's description and its entries out of the database. */
export async function deleteIndex(overlay: Overlay, table: Table, name: string): Promise<void> {
  const kept = table.GlobalSecondaryIndexes?.filter(({ IndexName }) => IndexName !== name) ?? [];
  if (kept.length === (table.GlobalSecondaryIndexes?.length ?? 0)) {
    throw db.validationError('Requested resource not found: the table has no such index');
  }
  if (kept.length > 0) table.GlobalSecondaryIndexes = kept;
  else delete table.GlobalSecondaryIndexes;
  await overlay.clear(indexPrefix('global', table.TableName, name));
}
