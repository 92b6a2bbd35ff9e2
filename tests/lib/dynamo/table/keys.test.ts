import { contactRange, dueShardOf, dueShards, keys } from '../../../../lib/dynamo/table/keys.ts';
import fc from '../../../support/properties.ts';

const { contact, ...others } = keys;

describe('keys', () => {
  it('of contacts are in the range of contacts', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(contact(id) >= contactRange.first && contact(id) <= contactRange.last).toBe(true);
      }),
    );
  });

  it.each(Object.entries(others))('of the kind %s are before that range, whatever they contain', (_, keyOf) => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(keyOf(one, other).startsWith('#')).toBe(true);
        expect(keyOf(one, other) < contactRange.first).toBe(true);
      }),
    );
  });

  it('differ between kinds', () => {
    expect(new Set(Object.values(keys).map((keyOf) => keyOf('1', '2'))).size).toBe(Object.keys(keys).length);
  });
});

describe('dueShardOf', () => {
  it.each(['fresh', 'refresh'] as const)('is one of the shards of %s lookups for any UUID', (kind) => {
    fc.assert(fc.property(fc.uuid(), (id) => expect(dueShards[kind]).toContain(dueShardOf(id, kind))));
  });
});
