import {
  contactRange,
  deliveryLine,
  historyOf,
  keys,
  readSearchKey,
  searchRange,
  wordRange,
} from '../../../../lib/dynamo/table/keys.ts';
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
      fc.property(fc.string(), fc.string(), fc.string(), (one, other, third) => {
        expect(keyOf(one, other, third).startsWith('#')).toBe(true);
        expect(keyOf(one, other, third) < contactRange.first).toBe(true);
      }),
    );
  });

  it('differ between kinds', () => {
    const all = [contact('1'), history('1', 2), ...Object.values(others).map((keyOf) => keyOf('1', '2', '3'))];
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

describe('the keys of search', () => {
  const word = fc.string({ unit: fc.constantFrom(...'az09@.+-~é山'), minLength: 1, maxLength: 5 });

  it('have the order of the words, and within a word the newest contact first', () => {
    const bytes = (text: string) => Buffer.from(text).toString('latin1');
    fc.assert(
      fc.property(word, word, fc.uuid({ version: 7 }), fc.uuid({ version: 7 }), (one, other, id, otherId) => {
        const isBefore = one === other ? id > otherId : bytes(one) < bytes(other);
        const [key, otherKey] = [keys.search(one, id), keys.search(other, otherId)].map(bytes);
        expect((key ?? '') < (otherKey ?? '')).toBe(isBefore);
      }),
    );
  });

  it('name the word and the contact, and are in the ranges of the word', () => {
    fc.assert(
      fc.property(word, fc.uuid(), (text, contactId) => {
        const key = keys.search(text, contactId);
        expect(readSearchKey(key)).toEqual({ word: text, contactId });
        expect(key.startsWith(wordRange(text)) && wordRange(text).startsWith(searchRange(text))).toBe(true);
      }),
    );
  });
});

describe('deliveryLine', () => {
  const webhookId = '01939b8e-7a31-7c5d-9d82-4f919b8f3e77';
  const lineOf = (contactId: string, version: number, changedAt = '2026-11-23T09:30:00.000Z') =>
    deliveryLine(keys.delivery(webhookId, changedAt, `${contactId}:${version}:updated`));

  it('is the same for all changes of a contact, and one of four for a webhook', () => {
    const lines = new Set<string>();
    fc.assert(
      fc.property(fc.uuid(), (contactId) => {
        expect(lineOf(contactId, 2)).toBe(lineOf(contactId, 3, '2026-11-24T09:30:00.000Z'));
        lines.add(lineOf(contactId, 2));
      }),
    );
    expect([...lines].sort()).toEqual([0, 1, 2, 3].map((line) => `${webhookId}-${line}`));
  });
});
