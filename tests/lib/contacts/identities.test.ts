import { ContactError } from '../../../lib/contacts/ContactError.ts';
import { type Identities, identityChange, identityKey } from '../../../lib/contacts/identities.ts';
import type { Sources } from '../../../lib/contacts/sources.ts';

describe('identityKey', () => {
  it.each([
    ['anna@example.com', 'email#anna@example.com'],
    ['Anna.Smith@Example.COM', 'email#anna.smith@example.com'],
    ['anna+news@example.com', 'email#anna+news@example.com'],
    ['a.n.n.a@gmail.com', 'email#a.n.n.a@gmail.com'],
    ['anna@BÜCHER.example', 'email#anna@xn--bcher-kva.example'],
    ['anna@xn--bcher-kva.example', 'email#anna@xn--bcher-kva.example'],
    ['anna@XN--BCHER-KVA.example', 'email#anna@xn--bcher-kva.example'],
    ['anna@bu\u0308cher.example', 'email#anna@xn--bcher-kva.example'],
    ['anna@straße.example', 'email#anna@xn--strae-oqa.example'],
    ['anna@例え.jp', 'email#anna@xn--r8jz45g.jp'],
    // Letters of other scripts are not put into lower case in the local part, and not taken for Latin ones.
    ['ÜMIT@example.com', 'email#Ümit@example.com'],
    ['\u212Aelvin@example.com', 'email#\u212Aelvin@example.com'],
    ['ınfo@example.com', 'email#ınfo@example.com'],
    ['İNFO@example.com', 'email#İnfo@example.com'],
    ['INFO@example.com', 'email#info@example.com'],
    ['аnna@example.com', 'email#аnna@example.com'],
  ])('of the email %s is %s', (email, key) => {
    expect(identityKey('email', email)).toBe(key);
  });

  it('of a phone number is the number', () => {
    expect(identityKey('phone', '+4915112345678')).toBe('phone#+4915112345678');
  });

  it.each(['anna@', 'anna@exa mple.com', 'anna@\u200dexample.com', 'anna@999.999'])('of %j is invalid', (email) => {
    expect(() => identityKey('email', email)).toThrow(
      expect.objectContaining({
        name: 'ContactError',
        code: 'invalid',
        message: 'email must be an email address',
        facts: { faults: [{ pointer: '/email', message: 'email must be an email address' }] },
      }),
    );
    expect(() => identityKey('email', email)).toThrow(ContactError);
  });
});

describe('identityChange', () => {
  const typed = (email: string | null): Sources => ({ manual: { email: [email, 1, 'x'] } });
  const held = (address: string, seenAt?: number): Identities => ({
    [identityKey('email', address)]: { kind: 'email', value: address, ...(seenAt !== undefined && { seenAt }) },
  });
  const a = 'a@example.com';
  const b = 'b@example.com';

  it.each<[string, Sources, Identities, string | null, object]>([
    ['takes a first address', { manual: {} }, {}, b, { take: `email#${b}` }],
    ['replaces an address that was typed', typed(a), held(a), b, { take: `email#${b}`, release: [`email#${a}`] }],
    ['keeps an address that a message came from', typed(a), held(a, 5), b, { take: `email#${b}` }],
    ['keeps one seen at the dawn of time', typed(a), held(a, 0), b, { take: `email#${b}` }],
    [
      'keeps an address that a machine says too',
      { ...typed(a), crm: { email: [a, 1, 'x'] } },
      held(a),
      b,
      { take: `email#${b}` },
    ],
    [
      'keeps an address that a machine spells otherwise',
      { ...typed(a), sender: { email: ['A@EXAMPLE.com', 1, 'x'] } },
      held(a),
      b,
      { take: `email#${b}` },
    ],
    [
      'releases an address that a machine says nothing of',
      { ...typed(a), crm: { email: ['c@example.com', 1, 'x'] } },
      held(a),
      b,
      { take: `email#${b}`, release: [`email#${a}`] },
    ],
    [
      'releases no address of a machine',
      { manual: {}, crm: { email: [a, 1, 'x'] } },
      held(a),
      b,
      { take: `email#${b}` },
    ],
    ['releases nothing where none was typed', typed(null), held(a), b, { take: `email#${b}` }],
    ['changes nothing for the same address', typed(a), held(a), a, {}],
    ['changes nothing for another spelling of it', typed(a), held(a), 'A@Example.COM', {}],
    ['takes no alias a second time', typed(a), { ...held(a), ...held(b, 5) }, b, { release: [`email#${a}`] }],
    ['releases a typed address that is cleared', typed(a), held(a), null, { release: [`email#${a}`] }],
    ['keeps a cleared address that a message came from', typed(a), held(a, 5), null, {}],
    [
      'releases what machines say where a person says that there is none',
      { ...typed(null), conversation: { email: [b, 1, 'x'] } },
      held(b),
      null,
      { release: [`email#${b}`] },
    ],
    [
      'keeps what machines say and a message came from',
      { ...typed(null), conversation: { email: [b, 1, 'x'] } },
      held(b, 5),
      null,
      {},
    ],
    ['does not release twice what was cleared', typed(null), {}, null, {}],
    ['releases nothing that is not held', typed(a), {}, b, { take: `email#${b}` }],
    [
      'takes an address that others use as a key of objects',
      { manual: {} },
      {},
      '__proto__@example.com',
      { take: 'email#__proto__@example.com' },
    ],
  ])('%s', (_, sources, identities, value, change) => {
    expect(identityChange('manual', 'email', value, { sources, identities })).toEqual(change);
  });

  it('takes no address for a machine where a person states that there is none', () => {
    expect(identityChange('conversation', 'email', b, { sources: { ...typed(null) }, identities: {} })).toEqual({});
    expect(identityChange('conversation', 'email', b, { sources: { ...typed(a) }, identities: held(a) })).toEqual({
      take: `email#${b}`,
    });
  });

  it('releases only what a machine asserted, where the machine asserts no address any more', () => {
    const sources: Sources = { manual: {}, crm: { email: [a, 1, 'x'] }, conversation: { email: [b, 1, 'x'] } };
    const identities = { ...held(a), ...held(b) };
    expect(identityChange('crm', 'email', null, { sources, identities })).toEqual({ release: [`email#${a}`] });
  });

  it('does not change the email for a phone number', () => {
    const sources: Sources = { manual: { email: [a, 1, 'x'], phone: ['+1555', 1, 'x'] } };
    const identities = { ...held(a), 'phone#+1555': { kind: 'phone', value: '+1555' } };
    expect(identityChange('manual', 'phone', '+1666', { sources, identities })).toEqual({
      take: 'phone#+1666',
      release: ['phone#+1555'],
    });
  });
});
