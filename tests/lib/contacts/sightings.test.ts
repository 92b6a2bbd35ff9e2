import {
  newSenderAssertions,
  type Sighting,
  seenAssertion,
  senderName,
  sightedName,
  sightingAssertions,
  withConfirmedName,
} from '../../../lib/contacts/sightings.ts';
import { type Assertions, unspecified } from '../../../lib/contacts/sources.ts';

const by = 'message:b';
const sighting = (parts: Partial<Sighting> = {}): Sighting => ({
  key: 'email#a@one.example',
  identity: { kind: 'email', value: 'a@one.example' },
  name: { firstName: 'Anna', lastName: null },
  at: 5,
  by,
  ...parts,
});
const name = { firstName: ['Anna', 5, by], lastName: [null, 5, by] } as const;

describe('sightingAssertions', () => {
  it.each<[string, Partial<Sighting>, Assertions]>([
    ['an email and a name', {}, { ...name, email: ['a@one.example', 5, by] }],
    ['no name where the message gives none', { name: undefined }, { email: ['a@one.example', 5, by] }],
    ['a phone', { identity: { kind: 'phone', value: '+15550100' } }, { ...name, phone: ['+15550100', 5, by] }],
    ['no id of a channel', { identity: { kind: 'chat', value: 'a@one.example' } }, name],
    ['no mailbox that is no valid email', { identity: { kind: 'email', value: 'anna..b@one.example' } }, name],
  ])('has %s', (_, parts, expected) => {
    expect(sightingAssertions(sighting(parts))).toEqual(expected);
  });
});

describe('newSenderAssertions', () => {
  const email = (at: number, author = by): Assertions => ({ email: ['b@one.example', at, author] });

  it.each<[string, Assertions, readonly string[]]>([
    ['everything where nothing is known', {}, ['firstName', 'lastName', 'email']],
    [
      'the name where it is newer',
      { ...email(4), firstName: ['Bo', 4, by], lastName: [null, 4, by] },
      ['firstName', 'lastName'],
    ],
    ['nothing where the name is newer and the address older', { ...email(4), ...name, firstName: ['Bo', 6, by] }, []],
    ['the address where it was seen earlier', { ...name, ...email(6) }, ['email']],
    [
      'of one moment the name of the message that sorts last',
      { ...email(4), firstName: ['Bo', 5, 'message:a'], lastName: [null, 5, 'message:a'] },
      ['firstName', 'lastName'],
    ],
    ['of one moment the address of the message that sorts first', { ...name, ...email(5, 'message:c') }, ['email']],
    ['nothing from the same message', { ...name, email: ['a@one.example', 5, by] }, []],
  ])('has %s', (_, known, fields) => {
    const all = sightingAssertions(sighting());
    expect(newSenderAssertions(sighting(), known)).toEqual(
      Object.fromEntries(Object.entries(all).filter(([field]) => fields.includes(field))),
    );
  });
});

describe('what is remembered of a sighting', () => {
  it('is the address as it is spelled there', () => {
    expect(seenAssertion(sighting({ identity: { kind: 'email', value: 'A@one.example' } }))).toEqual([
      'A@one.example',
      5,
      by,
    ]);
  });

  it('is the name as one text, if there is one', () => {
    expect(sightedName(sighting())).toEqual(['Anna', 5, by]);
    expect(sightedName(sighting({ name: { firstName: 'Anna', lastName: 'Li' } }))).toEqual(['Anna Li', 5, by]);
    expect(sightedName(sighting({ name: undefined }))).toBeUndefined();
  });
});

describe('senderName', () => {
  it.each<[Assertions, string | undefined]>([
    [{ firstName: ['Anna', 5, by], lastName: ['Li', 5, by] }, 'Anna Li'],
    [name, 'Anna'],
    [{ firstName: ['Anna', 5, by], lastName: unspecified }, 'Anna'],
    [{ firstName: [null, 5, by], lastName: ['Li', 5, by] }, undefined],
    [{ email: ['a@one.example', 5, by] }, undefined],
  ])('of %j is %j', (assertions, expected) => {
    expect(senderName(assertions)).toEqual(expected && [expected, 5, by]);
  });
});

describe('withConfirmedName', () => {
  it('gives the name the time and the author of a later confirmation, and leaves the rest', () => {
    const sender: Assertions = { ...name, email: ['a@one.example', 1, 'x'] };
    expect(withConfirmedName(sender, ['Anna', 6, 'message:a'])).toEqual({
      firstName: ['Anna', 6, 'message:a'],
      lastName: [null, 6, 'message:a'],
      email: ['a@one.example', 1, 'x'],
    });
  });

  it.each<[string, Assertions, readonly [string, number, string] | undefined]>([
    ['there is no confirmation', name, undefined],
    ['the confirmation is older', name, ['Anna', 4, 'x']],
    ['the confirmation is the message of the name', name, ['Anna', 5, by]],
    ['there is no name', { email: ['a@one.example', 1, 'x'] }, ['Anna', 6, 'x']],
  ])('changes nothing where %s', (_, sender, named) => {
    expect(withConfirmedName(sender, named)).toBe(sender);
  });
});
