import { mayBeNational, type NamedIdentity, readIdentities, readIdentity } from '../../../lib/contacts/readIdentity.ts';

describe('readIdentity', () => {
  it.each<[NamedIdentity, string, string]>([
    [{ kind: 'email', value: 'Anna <Anna@One.example>' }, 'email#anna@one.example', 'Anna@One.example'],
    [{ kind: 'email', value: 'No-Reply@one.example' }, 'email#no-reply@one.example', 'No-Reply@one.example'],
    [{ kind: 'phone', value: '+49 151 12345678' }, 'phone#+4915112345678', '+4915112345678'],
    [{ kind: 'whatsapp', value: '4915112345678' }, 'phone#+4915112345678', '+4915112345678'],
    [{ kind: 'whatsapp', value: 'BR.1502576394655843' }, 'whatsapp#BR.1502576394655843', 'BR.1502576394655843'],
    [{ kind: 'chat', value: 'Visitor 1' }, 'chat#Visitor 1', 'Visitor 1'],
  ])('reads %j as a sender is read', (named, key, value) => {
    expect(readIdentity(named)).toEqual({ key, identity: { kind: key.split('#')[0], value } });
  });

  it.each<[NamedIdentity, string]>([
    [{ kind: 'email', value: 'nobody' }, 'not_an_email'],
    [{ kind: 'phone', value: '0151 12345678' }, 'no_phone'],
    [{ kind: 'phone', value: 'anonymous' }, 'withheld'],
    [{ kind: 'whatsapp', value: '123@g.us' }, 'group'],
    [{ kind: 'chat', value: ' ' }, 'empty'],
  ])('states why %j is no address of a person', (named, reason) => {
    expect(readIdentity(named)).toEqual({ reason });
  });
});

it('a number without a country code is read as one of the country', () => {
  const national: NamedIdentity = { kind: 'phone', value: '0151 12345678' };
  expect(readIdentity(national, 'DE')).toMatchObject({ key: 'phone#+4915112345678' });
  expect([mayBeNational(national), mayBeNational({ kind: 'phone', value: '+4915112345678' })]).toEqual([true, false]);
});

describe('readIdentities', () => {
  it('reads each identity once, but not a known one, and states why the others are none', () => {
    const named: NamedIdentity[] = [
      { kind: 'email', value: 'anna@one.example' },
      { kind: 'email', value: 'Anna@One.example' },
      { kind: 'phone', value: '0151 12345678' },
      { kind: 'chat', value: 'known' },
      { kind: 'email', value: 'nobody' },
    ];
    const { identities, ignored } = readIdentities(named, { known: 'chat#known', channel: 'chat', country: 'DE' });
    expect(identities).toMatchObject([
      { key: 'email#anna@one.example', identity: { channel: 'chat' } },
      { key: 'phone#+4915112345678', identity: { kind: 'phone', value: '+4915112345678', channel: 'chat' } },
    ]);
    expect(ignored).toEqual(['not_an_email']);
  });
});
