import { ContactError } from '../../../lib/contacts/ContactError.ts';
import {
  firstVerified,
  type Identities,
  identityId,
  identityKey,
  isProven,
  lastConfirmed,
  type Proof,
  strengthOf,
} from '../../../lib/contacts/identities.ts';

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

  it('of a phone number is the number, in every form', () => {
    expect(identityKey('phone', '+4915112345678')).toBe('phone#+4915112345678');
    expect(identityKey('phone', '+49015112345678')).toBe('phone#+4915112345678');
    expect(identityKey('phone', '+551187650001')).toBe('phone#+5511987650001');
  });

  it.each(['anna@', 'anna@exa mple.com', 'anna@אa.de', 'anna@999.999'])('of %j is invalid', (email) => {
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

describe('strengthOf', () => {
  it.each<[ReturnType<typeof strengthOf>, boolean, Proof]>([
    ['verified', true, { verified: [0, 'message:1'], confirmed: [1, 'key:1'] }],
    ['confirmed', true, { confirmed: [1, 'key:1'] }],
    ['reported', false, {}],
  ])('is %s, which decides who wrote (%p), for %j', (strength, decides, proof) => {
    expect([strengthOf(proof), isProven(proof)]).toEqual([strength, decides]);
  });
});

describe('firstVerified', () => {
  const identities = {
    a: { kind: 'email', value: 'a', verified: [5, 'message:2'] },
    b: { kind: 'email', value: 'b', verified: [5, 'message:1'] },
    c: { kind: 'phone', value: 'c', verified: [1, 'message:3'] },
    d: { kind: 'email', value: 'd', confirmed: [0, 'key:1'] },
  } as const;

  it('is the address of the kind whose first message came first; of one moment, that of the id that sorts first', () => {
    expect(firstVerified(identities, 'email')).toEqual(['b', 5, 'message:1']);
    expect(firstVerified(identities, 'chat')).toBeUndefined();
  });

  it('is the lesser of two that the same message came from, in whichever order they are stored', () => {
    const seen = (value: string): Identities => ({ [value]: { kind: 'email', value, verified: [5, 'message:1'] } });
    for (const both of [
      { ...seen('e'), ...seen('f') },
      { ...seen('f'), ...seen('e') },
    ])
      expect(firstVerified(both, 'email')).toContain('e');
  });
});

it('lastConfirmed is the address of the kind that was confirmed last, in whichever order they are stored', () => {
  const confirmed = (value: string, at: number): Identities => ({
    [value]: { kind: 'email', value, confirmed: [at, 'key:1'] },
  });
  const seen: Identities = { x: { kind: 'email', value: 'x', verified: [9, 'message:1'] } };
  expect(lastConfirmed({ ...confirmed('a', 2), ...confirmed('b', 1), ...seen }, 'email')).toEqual(['a', 2, 'key:1']);
  expect(lastConfirmed({ ...confirmed('b', 2), ...confirmed('a', 2) }, 'email')).toEqual(['b', 2, 'key:1']);
  expect(lastConfirmed({ ...confirmed('a', 2), ...confirmed('b', 2) }, 'phone')).toBeUndefined();
});

describe('identityId', () => {
  it('differs for different keys, and does not contain the address', () => {
    expect(identityId('phone#+4915112345678')).toMatch(/^[0-9a-f]{16}$/);
    expect(identityId('email#a@one.example')).not.toBe(identityId('email#b@one.example'));
  });
});
