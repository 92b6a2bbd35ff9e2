import { dueShardOf, dueShards } from '../../../../lib/dynamo/table/indexes.ts';
import fc from '../../../support/properties.ts';

describe('dueShardOf', () => {
  it.each(['fresh', 'refresh'] as const)('is one of the shards of %s lookups for any UUID', (kind) => {
    fc.assert(fc.property(fc.uuid(), (id) => expect(dueShards[kind]).toContain(dueShardOf(id, kind))));
  });
});
