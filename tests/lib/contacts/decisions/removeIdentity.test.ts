import { removeIdentity, withoutIdentity } from '../../../../lib/contacts/decisions/removeIdentity.ts';
import { identityId } from '../../../../lib/contacts/identities.ts';
import { identity, storedContact, verifiedAt } from '../storedContact.ts';

const author = { actor: 'key:2', at: 2000 };
const key = 'email#a@one.example';
const contact = storedContact({
  identities: { ...identity('email', 'a@one.example', verifiedAt(1)), ...identity('phone', '+15550100') },
  refused: ['chat#1'],
});

describe('removeIdentity', () => {
  it('removes an address, also one that messages came from, for good', () => {
    const change = [{ ...author, contact, identities: { [key]: null }, refused: ['chat#1', key] }];
    expect(removeIdentity(contact, identityId(key), author)).toEqual(change);
    expect(withoutIdentity(contact, key, author)).toEqual(change);
  });

  it('throws `identity_not_found` for an id that no address of the contact has', () => {
    expect(() => removeIdentity(contact, identityId('email#b@one.example'), author)).toThrow(
      expect.objectContaining({ code: 'identity_not_found' }),
    );
  });

  it('throws `forbidden` for an agent', () => {
    expect(() => removeIdentity(contact, identityId(key), { actor: 'agent:3', at: 1 })).toThrow(
      'An API key of kind agent cannot remove an address; only a person can',
    );
  });
});
