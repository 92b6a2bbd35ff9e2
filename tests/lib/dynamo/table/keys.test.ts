import { contactRange, dueShardOf, dueShards, historyOf, keys } from '../../../../lib/dynamo/table/keys.ts';
import fc from '../../../support/properties.ts';

const { contact, history, ...others } = keys;

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
    const all = [contact('1'), history('1', 2), ...Object.values(others).map((keyOf) => keyOf('1', '2'))];
    expect(new Set(all).size).toBe(Object.keys(keys).length);
  });

  it('of the history of a contact have the order of its versions, before the range of contacts', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(), fc.nat(), (id, one, other) => {
        expect(history(id, one) < history(id, other)).toBe(one < other);
        expect(history(id, one).startsWith(historyOf(id))).toBe(true);
        expect(history(id, one) < contactRange.first).toBe(true);
      }),
    );
  });
});

describe('dueShardOf', () => {
  it.each(['fresh', 'refresh'] as const)('is one of the shards of %s lookups for any UUID', (kind) => {
    fc.assert(fc.property(fc.uuid(), (id) => expect(dueShards[kind]).toContain(dueShardOf(id, kind))));
  });
});
