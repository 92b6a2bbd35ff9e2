import { parseMappings } from '../../../../../lib/local/emulators/events/mappings.ts';

const hasUpdatedAt = { updatedAt: { S: [{ exists: true }] } };

describe('the filter patterns of a stream mapping', () => {
  it('become one filter each, of which any may match', () => {
    const stream = {
      type: 'dynamodb',
      arn: { 'Fn::GetAtt': ['ContactsTable', 'StreamArn'] },
      startingPosition: 'TRIM_HORIZON',
      batchSize: 10,
      functionResponseType: 'ReportBatchItemFailures',
      maximumRetryAttempts: 10,
      bisectBatchOnFunctionError: true,
      filterPatterns: [{ dynamodb: { NewImage: hasUpdatedAt } }, { dynamodb: { OldImage: hasUpdatedAt } }],
    };
    const filters = parseMappings('publishChange', [{ stream }], 3).flatMap((mapping) =>
      mapping.from === 'stream' ? mapping.filters : [],
    );
    const image = { updatedAt: { S: '2026-01-01' } };
    const matching = (record: object) => filters.map((matches) => matches(record));
    expect(matching({ dynamodb: { NewImage: image } })).toEqual([true, false]);
    expect(matching({ dynamodb: { OldImage: image } })).toEqual([false, true]);
    expect(matching({ dynamodb: { NewImage: image, OldImage: image } })).toEqual([true, true]);
    expect(matching({ dynamodb: { NewImage: { name: { S: 'x' } } } })).toEqual([false, false]);
  });
});
