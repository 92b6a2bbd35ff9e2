import type { Claim } from '../../../lib/contacts/claims.ts';
import type { Identity, Stamp } from '../../../lib/contacts/identities.ts';
import {
  cameWith,
  identitiesIn,
  isEarlier,
  isOutdated,
  knowsAll,
  type Sighting,
  senderNames,
  sightedName,
  verifiedBy,
  withConfirmedName,
  withSightedName,
} from '../../../lib/contacts/sightings.ts';
import { type Assertions, unspecified } from '../../../lib/contacts/sources.ts';

const by = 'message:b';
const sighting = (parts: Partial<Sighting> = {}): Sighting => ({
  key: 'email#a@one.example',
  identity: { kind: 'email', value: 'a@one.example', channel: 'email' },
  with: [],
  name: { firstName: 'Anna', lastName: null },
  at: 5,
  by,
  ...parts,
});
const phone = { key: 'phone#+15550100', identity: { kind: 'phone', value: '+15550100' } };
const chat = { key: 'chat#1', identity: { kind: 'chat', value: '1' } };
const name = { firstName: ['Anna', 5, by], lastName: unspecified } as const;

describe('identitiesIn', () => {
  it('has the address first', () => {
    const { key, identity } = sighting();
    expect(identitiesIn(sighting({ with: [phone] }))).toEqual([{ key, identity }, phone]);
  });
});

describe('withSightedName', () => {
  it.each<[string, Assertions, Assertions]>([
    ['the name where nothing is known', {}, name],
    ['the name where it is newer', { firstName: ['Bo', 4, by], lastName: unspecified }, name],
    [
      'of one moment the name of the message that sorts last',
      { firstName: ['Bo', 5, 'message:a'], lastName: unspecified },
      name,
    ],
    [
      'a fuller name, and beside it the newer part',
      { firstName: ['Anna', 4, 'message:a'], lastName: ['Zorn', 4, 'message:a'] },
      {
        firstName: ['Anna', 4, 'message:a'],
        lastName: ['Zorn', 4, 'message:a'],
        names: [
          { firstName: 'Anna', lastName: null, at: 5, by },
          { firstName: 'Anna', lastName: 'Zorn', at: 4, by: 'message:a' },
        ],
      },
    ],
  ])('has %s', (_, known, expected) => {
    expect(withSightedName(known, sighting())).toEqual(expected);
  });

  it.each<[string, Assertions, Sighting]>([
    ['a newer name is known', { ...name, firstName: ['Bo', 6, by] }, sighting()],
    ['the message is known', name, sighting()],
    ['the message gives no name', {}, sighting({ name: undefined })],
  ])('changes nothing where %s', (_, known, each) => {
    expect(withSightedName(known, each)).toBe(known);
  });
});

describe('verifiedBy', () => {
  const { identity } = sighting();
  const known = (verified: Stamp): Identity => ({ kind: 'email', value: 'A@one.example', verified });

  it('verifies an identity as the message spells it', () => {
    expect(verifiedBy(sighting(), identity)).toEqual({ ...identity, verified: [5, by] });
  });

  it.each<[boolean, string, Stamp]>([
    [true, 'later', [6, 'message:a']],
    [true, 'at the same time, by an author that sorts later', [5, 'message:c']],
    [false, 'earlier', [4, 'message:c']],
    [false, 'by this message', [5, by]],
  ])('replaces (%p) a first message that came %s', (isReplaced, _, verified) => {
    const after = verifiedBy(sighting(), identity, known(verified));
    expect(after).toEqual(isReplaced ? { ...identity, verified: [5, by] } : known(verified));
    expect(isEarlier(sighting(), { verified })).toBe(isReplaced);
  });

  it("keeps a person's statement", () => {
    const confirmed: Stamp = [1, 'key:1'];
    expect(verifiedBy(sighting(), identity, { kind: 'email', value: 'x', confirmed })).toEqual({
      ...identity,
      verified: [5, by],
      confirmed,
    });
  });
});

describe('cameWith', () => {
  it.each<[string, Sighting, Partial<Claim>, object]>([
    ['nothing where the message names no other identity', sighting(), {}, {}],
    ['the keys, and the time', sighting({ with: [phone] }), {}, { with: new Set([phone.key]), withAt: 5 }],
    [
      'a new key beside the known ones',
      sighting({ with: [phone, chat] }),
      { with: new Set([phone.key]), withAt: 7 },
      { with: new Set([phone.key, chat.key]), withAt: 7 },
    ],
    [
      'an earlier time where no key is new',
      sighting({ with: [phone] }),
      { with: new Set([phone.key]), withAt: 1 },
      { with: new Set([phone.key]), withAt: 1 },
    ],
  ])('has %s', (_, each, known, expected) => {
    expect(cameWith(each, known)).toEqual(expected);
  });
});

describe('knowsAll', () => {
  it.each<[boolean, string, Partial<Sighting>, Partial<Claim>]>([
    [true, 'a message with no other identity', {}, {}],
    [true, 'known ones, since earlier', { with: [phone] }, { with: new Set([phone.key, chat.key]), withAt: 4 }],
    [false, 'known ones, since this time', { with: [phone] }, { with: new Set([phone.key]), withAt: 5 }],
    [false, 'an unknown one', { with: [phone, chat] }, { with: new Set([phone.key]), withAt: 4 }],
    [false, 'one where nothing is known', { with: [phone] }, {}],
  ])('is %p for %s', (expected, _, parts, claim) => {
    expect(knowsAll(sighting(parts), { ownerId: 'x', ...claim })).toBe(expected);
  });
});

describe('sightedName', () => {
  it('is the name as one text, if there is one', () => {
    expect(sightedName(sighting())).toEqual(['Anna', 5, by]);
    expect(sightedName(sighting({ name: { firstName: 'Anna', lastName: 'Li' } }))).toEqual(['Anna Li', 5, by]);
    expect(sightedName(sighting({ name: undefined }))).toBeUndefined();
  });
});

describe('senderNames', () => {
  it.each<[Assertions, string[]]>([
    [{ firstName: ['Anna', 5, by], lastName: ['Li', 5, by] }, ['Anna Li']],
    [{ ...name, companyName: ['Acme', 5, by] }, ['Anna (Acme)']],
    [{ firstName: [null, 5, by], lastName: ['Li', 5, by] }, ['Li']],
    [{ email: ['a@one.example', 5, by] }, []],
    [
      {
        ...{ firstName: ['Anna', 5, by], lastName: ['Li', 5, by] },
        names: [
          { firstName: 'Anna', lastName: null, at: 5, by },
          { firstName: 'Bo', lastName: 'Li', at: 1, by },
        ],
      },
      ['Anna Li', 'Anna'],
    ],
  ])('of %j are %j', (assertions, expected) => {
    expect(senderNames(assertions)).toEqual(expected.map((text) => [text, 5, by]));
  });
});

describe('isOutdated', () => {
  it.each<[boolean, string, readonly [string, number, string]]>([
    [true, 'the known name', ['Anna Li', 5, by]],
    [true, 'an older name', ['Bo', 4, by]],
    [false, 'an older name that states more', ['Anna Maria Li', 4, by]],
    [false, 'a newer name', ['Anna', 6, by]],
  ])('is %p for %s', (expected, _, named) => {
    expect(isOutdated(named, ['Anna Li', 5, by])).toBe(expected);
    expect(isOutdated(named, ['Anna Li (Acme Maria)', 5, by])).toBe(expected && named[0] !== 'Anna Li');
  });
});

describe('withConfirmedName', () => {
  it('gives the name the time and the author of a later confirmation, and leaves the rest', () => {
    const sender: Assertions = { ...name, email: ['a@one.example', 1, 'x'] };
    expect(withConfirmedName(sender, ['Anna', 6, 'message:a'])).toEqual({
      firstName: ['Anna', 6, 'message:a'],
      lastName: unspecified,
      email: ['a@one.example', 1, 'x'],
    });
    const withCompany: Assertions = { ...name, companyName: ['Acme', 5, by] };
    expect(withConfirmedName(withCompany, ['Anna (Acme)', 6, by]).companyName).toEqual(['Acme', 6, by]);
  });

  it.each<[string, Assertions, readonly [string, number, string] | undefined]>([
    ['there is no confirmation', name, undefined],
    ['the confirmation is older', name, ['Anna', 4, 'x']],
    ['the confirmation is the message of the name', name, ['Anna', 5, by]],
    ['the confirmation is of another name', name, ['Bo', 6, 'x']],
    ['there is no name', { email: ['a@one.example', 1, 'x'] }, ['Anna', 6, 'x']],
  ])('changes nothing where %s', (_, sender, named) => {
    expect(withConfirmedName(sender, named)).toBe(sender);
  });
});
