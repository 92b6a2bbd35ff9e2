import type { Identity } from '../../../lib/contacts/identities.ts';
import type { Sources } from '../../../lib/contacts/sources.ts';
import { spellingOf } from '../../../lib/contacts/spelling.ts';

describe('spellingOf', () => {
  const key = 'email#a@one.example';
  const sources: Sources = {
    conversation: { email: ['a@ONE.example', 1, 'x'] },
    crm: { email: ['A@One.example', 1, 'x'] },
    manual: { email: ['b@one.example', 1, 'x'] },
  };
  const address = { kind: 'email', value: 'a@one.example' };

  it('is that of the first source in precedence that asserts the address', () => {
    expect(spellingOf(key, address, sources)).toBe('A@One.example');
  });

  it.each<[string, Identity]>([
    ['a message came from the address', { ...address, verified: [0, 'message:1'] }],
    ['it is an id of a channel', { kind: 'chat', value: 'a@one.example' }],
  ])('is that of the identity where %s', (_, identity) => {
    expect(spellingOf(key, identity, sources)).toBe('a@one.example');
  });

  it('is that of the identity where no source asserts the address', () => {
    const confirmed: Identity = { kind: 'email', value: 'C@one.example', confirmed: [1, 'key:1'] };
    expect(spellingOf('email#c@one.example', confirmed, sources)).toBe('C@one.example');
  });
});
