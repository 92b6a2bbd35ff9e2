import { yieldIdentities } from '../../../../lib/contacts/decisions/yieldIdentities.ts';
import { identity, storedContact, verifiedAt } from '../storedContact.ts';

const author = { actor: 'message:1', at: 2000 };
const [reported, proven] = ['email#a@one.example', 'email#b@one.example'];
const contact = storedContact({
  identities: { ...identity('email', 'a@one.example'), ...identity('email', 'b@one.example', verifiedAt(1)) },
});

describe('yieldIdentities', () => {
  it('gives up what is only reported, and suggests that the two contacts are one person', () => {
    expect(yieldIdentities(contact, { otherId: 'other', keys: [reported, proven, 'email#c'] }, author)).toEqual({
      ...author,
      contact,
      identities: { [reported]: null },
      suggestions: [
        {
          otherId: 'other',
          reason: { field: 'email', key: reported, at: 2000, by: 'message:1' },
          weight: 'strong',
        },
      ],
    });
  });

  it('gives up nothing that is proven', () => {
    expect(yieldIdentities(contact, { otherId: 'other', keys: [proven] }, author)).toBeUndefined();
  });
});
