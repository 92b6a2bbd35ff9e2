import {
  identitiesResponse,
  requireIdentity,
  splitIdentity,
  toIdentitiesBody,
} from '../../../lib/http/identitiesBody.ts';
import { identity, storedContact, verifiedAt } from '../contacts/storedContact.ts';

const identities = {
  ...identity('email', 'reported@one.example'),
  ...identity('email', 'confirmed@one.example', { confirmed: [1, 'key:1'] }),
  ...identity('phone', '+15550100', verifiedAt(2)),
  ...identity('email', 'first@one.example', verifiedAt(1)),
};

describe('toIdentitiesBody', () => {
  it('has those that messages came from first, the oldest at the top', () => {
    expect(toIdentitiesBody(storedContact({ identities }))).toEqual([
      expect.objectContaining({ value: 'first@one.example', strength: 'verified', seenAt: '1970-01-01T00:00:00.001Z' }),
      expect.objectContaining({ value: '+15550100', strength: 'verified' }),
      expect.objectContaining({ value: 'confirmed@one.example', strength: 'confirmed', seenAt: null }),
      expect.objectContaining({ value: 'reported@one.example', strength: 'reported', channel: null }),
    ]);
  });

  it('spells an address that no message came from as the first source does', () => {
    const sources = { manual: {}, crm: { email: ['Reported@one.example', 1, 'crm:x'] } } as const;
    const [body] = toIdentitiesBody(storedContact({ sources, identities: identity('email', 'reported@one.example') }));
    expect(body).toMatchObject({ value: 'Reported@one.example', strength: 'reported' });
  });
});

describe('identitiesResponse', () => {
  it('has the version as etag, and the path of a survivor', () => {
    const contact = storedContact({ identities: {} });
    expect(identitiesResponse(contact, 'merged')).toEqual({
      body: [],
      headers: { etag: '"7"', 'content-location': `/api/contacts/${contact.contactId}/identities` },
    });
  });
});

describe('requireIdentity', () => {
  it.each([
    ['email', 'nobody', 'value must be an email address'],
    ['email', 'mailer-daemon', 'value must be an email address'],
    ['phone', '0151', 'value must be in E.164 format, for example +4915112345678'],
    ['whatsapp', 'x@g.us', 'value must be the address of a person on whatsapp'],
  ] as const)('throws `invalid` for the %s %s', (kind, value, message) => {
    expect(() => requireIdentity({ kind, value }, 'value')).toThrow(
      expect.objectContaining({ code: 'invalid', message, facts: { faults: [{ pointer: '/value', message }] } }),
    );
  });
});

it('requireIdentity reads a number without a country code as one of the country', () => {
  expect(requireIdentity({ kind: 'voice', value: '0151 12345678' }, 'value', 'DE').key).toBe('phone#+4915112345678');
});

describe('splitIdentity', () => {
  it('splits at the first colon', () => {
    expect(splitIdentity('voice:sip:anna@one.example')).toEqual({ kind: 'voice', value: 'sip:anna@one.example' });
    expect(() => splitIdentity('pigeon:1')).toThrow(TypeError);
  });
});
