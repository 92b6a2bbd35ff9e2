import { type NamedIdentity, readIdentity } from '../../../lib/contacts/readIdentity.ts';

describe('readIdentity', () => {
  it.each<[NamedIdentity, string, string]>([
    [{ kind: 'email', value: 'Anna <Anna@One.example>' }, 'email#anna@one.example', 'Anna@One.example'],
    [{ kind: 'phone', value: '+49 151 12345678' }, 'phone#+4915112345678', '+4915112345678'],
    [{ kind: 'whatsapp', value: '4915112345678' }, 'phone#+4915112345678', '+4915112345678'],
    [{ kind: 'whatsapp', value: 'BR.1502576394655843' }, 'whatsapp#BR.1502576394655843', 'BR.1502576394655843'],
    [{ kind: 'chat', value: 'Visitor 1' }, 'chat#Visitor 1', 'Visitor 1'],
  ])('reads %j as a sender is read', (named, key, value) => {
    expect(readIdentity(named)).toEqual({ key, identity: { kind: key.split('#')[0], value } });
  });

  it.each<[NamedIdentity, string]>([
    [{ kind: 'email', value: 'nobody' }, 'not_an_email'],
    [{ kind: 'email', value: 'no-reply@one.example' }, 'no_reply'],
    [{ kind: 'phone', value: '0151 12345678' }, 'no_phone'],
    [{ kind: 'phone', value: 'anonymous' }, 'withheld'],
    [{ kind: 'whatsapp', value: '123@g.us' }, 'group'],
    [{ kind: 'chat', value: ' ' }, 'empty'],
  ])('states why %j is no address of a person', (named, reason) => {
    expect(readIdentity(named)).toEqual({ reason });
  });
});
