// Request fields in the form that dynalite checks requests by.

/** Settings of CreateTable and UpdateTable that dynalite lacks. */
export const settings = {
  StreamSpecification: {
    type: 'FieldStruct<StreamSpecification>',
    children: {
      StreamEnabled: { type: 'Boolean', notNull: true },
      StreamViewType: { type: 'String', enum: ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] },
    },
  },
  DeletionProtectionEnabled: { type: 'Boolean' },
  SSESpecification: { type: 'FieldStruct<SSESpecification>', children: { Enabled: { type: 'Boolean' } } },
};

const text = { type: 'String', notNull: true };

/** For UpdateTable, which needs them for the keys of new indexes. */
export const attributeDefinitions = {
  type: 'List',
  children: {
    type: 'ValueStruct<AttributeDefinition>',
    children: { AttributeName: text, AttributeType: { ...text, enum: ['B', 'N', 'S'] } },
  },
};

/** GlobalSecondaryIndexUpdates of UpdateTable. */
export function indexUpdates(): object {
  const struct = (name: string, children: object) => ({ type: `FieldStruct<${name}>`, children });
  const key = { type: 'ValueStruct<KeySchemaElement>', children: { AttributeName: text, KeyType: text } };
  const throughput = struct('ProvisionedThroughput', { ReadCapacityUnits: 'Long', WriteCapacityUnits: 'Long' });
  const projection = {
    ProjectionType: { ...text, enum: ['ALL', 'INCLUDE', 'KEYS_ONLY'] },
    NonKeyAttributes: { type: 'List', children: 'String' },
  };
  return {
    type: 'List',
    children: {
      type: 'ValueStruct<GlobalSecondaryIndexUpdate>',
      children: {
        Create: struct('CreateGlobalSecondaryIndexAction', {
          IndexName: { ...text, regex: '[a-zA-Z0-9_.-]+', lengthGreaterThanOrEqual: 3, lengthLessThanOrEqual: 255 },
          KeySchema: {
            type: 'List',
            notNull: true,
            lengthGreaterThanOrEqual: 1,
            lengthLessThanOrEqual: 2,
            children: key,
          },
          Projection: { ...struct('Projection', projection), notNull: true },
          ProvisionedThroughput: throughput,
        }),
        Update: struct('UpdateGlobalSecondaryIndexAction', { IndexName: text, ProvisionedThroughput: throughput }),
        Delete: struct('DeleteGlobalSecondaryIndexAction', { IndexName: text }),
      },
    },
  };
}
