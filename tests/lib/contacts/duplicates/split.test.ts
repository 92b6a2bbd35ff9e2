import { isSplit } from '../../../../lib/contacts/duplicates/split.ts';
import { identity, storedContact } from '../storedContact.ts';

describe('isSplit', () => {
  it('is true where a person has removed an address from one contact that the other one has', () => {
    const refusing = storedContact({ refused: ['email#a@one.example'] });
    const owner = storedContact({ identities: identity('email', 'a@one.example') });
    expect([isSplit(refusing, owner), isSplit(owner, refusing), isSplit(owner, owner)]).toEqual([true, true, false]);
    expect(isSplit(refusing, storedContact({ identities: identity('email', 'b@one.example') }))).toBe(false);
  });
});
