import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { addIdentity, moveIdentity } from '../../../../lib/contacts/decisions/addIdentity.ts';
import type { Proof } from '../../../../lib/contacts/identities.ts';
import { identity, storedContact, verifiedAt } from '../storedContact.ts';

const person = { actor: 'key:2', at: 2000 };
const agent = { actor: 'agent:3', at: 2000 };
const [a, b] = ['a@one.example', 'b@one.example'];
const email = (value: string) => ({ key: `email#${value}`, identity: { kind: 'email', value } });
const confirmed: Proof = { confirmed: [2000, 'key:2'] };

const contactWith = (identities: StoredContact['identities'], attributes: Partial<StoredContact> = {}) =>
  storedContact({ identities, ...attributes });

describe('addIdentity', () => {
  it('confirms an address by a person, and shows it where the contact shows none of its kind', () => {
    const contact = contactWith({});
    expect(addIdentity(contact, email(b), person)).toEqual({
      ...person,
      contact,
      identities: identity('email', b, confirmed),
      sources: { manual: { email: [b, 2000, 'key:2'] } },
    });
  });

  it('does not change what the contact shows', () => {
    const decision = addIdentity(contactWith(identity('email', a, verifiedAt(1))), email(b), person);
    expect(decision).toMatchObject({ identities: identity('email', b, confirmed) });
    expect(decision).not.toHaveProperty('sources');
    const other = addIdentity(contactWith(identity('email', a, confirmed)), email(b), person);
    expect(other).not.toHaveProperty('sources');
    const chat = { key: 'chat#1', identity: { kind: 'chat', value: '1' } };
    expect(addIdentity(contactWith({}), chat, person)).not.toHaveProperty('sources');
  });

  it('confirms an address that was reported, and leaves one that is proven', () => {
    expect(addIdentity(contactWith(identity('email', b)), email(b), person)).toMatchObject({
      identities: identity('email', b, confirmed),
    });
    for (const proof of [confirmed, verifiedAt(1)])
      expect(addIdentity(contactWith(identity('email', b, proof)), email(b), person)).toBe('unchanged');
  });

  it('lets a person add what a person removed', () => {
    const contact = contactWith({}, { refused: [`email#${a}`, `email#${b}`] });
    expect(addIdentity(contact, email(b), person)).toMatchObject({ refused: [`email#${a}`] });
  });

  it('reports an address by an agent, in its own source', () => {
    expect(addIdentity(contactWith({}), email(b), agent)).toMatchObject({
      identities: identity('email', b),
      sources: { agent: { email: [b, 2000, 'agent:3'] } },
    });
    expect(addIdentity(contactWith(identity('email', b)), email(b), agent)).toBe('unchanged');
  });

  it.each<[string, Partial<StoredContact>]>([
    [
      'states another one',
      { sources: { manual: { email: [a, 1, 'x'] } }, identities: identity('email', a, confirmed) },
    ],
    ['states that there is none', { sources: { manual: { email: [null, 1, 'x'] } } }],
    ['removed it', { refused: [`email#${b}`] }],
  ])('throws `forbidden` for an agent where a person %s', (_, attributes) => {
    expect(() => addIdentity(contactWith({}, attributes), email(b), agent)).toThrow(
      'An API key of kind agent cannot add an address that a person has replaced or removed',
    );
  });

  it('throws `identity_limit` where the contact has 50', () => {
    const many = Array.from({ length: 50 }, (_, i) => identity('email', `x${i}@one.example`));
    const contact = contactWith(Object.assign({}, ...many));
    expect(() => addIdentity(contact, email(b), person)).toThrow(expect.objectContaining({ code: 'identity_limit' }));
    expect(addIdentity(contact, email('x1@one.example'), person)).not.toBe('unchanged');
  });
});

describe('moveIdentity', () => {
  const contact = contactWith({}, { contactId: 'to' });

  it('takes an address from its owner for good, also one that messages came from', () => {
    const owner = contactWith(identity('email', b, verifiedAt(1)));
    expect(moveIdentity(contact, owner, email(b), person)).toEqual([
      addIdentity(contact, email(b), person),
      { ...person, contact: owner, identities: { [`email#${b}`]: null }, refused: [`email#${b}`] },
    ]);
  });

  it('throws `forbidden` for an agent', () => {
    expect(() => moveIdentity(contact, contactWith({}), email(b), agent)).toThrow('cannot move an address');
  });

  it('only adds it where the other does not have it', () => {
    expect(moveIdentity(contact, contactWith({}), email(b), person)).toEqual(addIdentity(contact, email(b), person));
  });
});
