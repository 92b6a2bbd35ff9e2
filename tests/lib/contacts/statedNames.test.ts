import type { Assertions, StatedName } from '../../../lib/contacts/sources.ts';
import { unspecified } from '../../../lib/contacts/sources.ts';
import { assertionsOf, isPartOf, namesIn, textOf, withName } from '../../../lib/contacts/statedNames.ts';
import fc, { runOptions } from '../../support/properties.ts';

const parts = (text: string) => {
  const [firstName = '', lastName] = text.split(' + ');
  return { firstName: firstName || null, lastName: lastName ?? null };
};

/** `Anna + Schmidt`, `Anna` and ` + Schmidt`, each a second later than the one before and by another author. */
const inOrder = (texts: readonly string[]): StatedName[] =>
  texts.map((text, at) => ({ ...parts(text), at, by: `message:${at}` }));

const learned = (names: readonly StatedName[]): Assertions =>
  names.reduce((known: Assertions, name) => assertionsOf(withName(namesIn(known), name)), {});

const shown = ({ firstName, lastName }: Assertions): string =>
  [firstName?.[0], lastName?.[0]].filter((part) => part).join(' ');

describe('a source that learns several names', () => {
  it.each<[expected: string, ...names: string[]]>([
    // Initials and parts replace nothing.
    ['Anna Schmidt', 'Anna + Schmidt', 'J'],
    ['Anna Schmidt', 'Anna + Schmidt', 'Anna'],
    ['Anna Schmidt', 'Anna + Schmidt', 'Schmidt'],
    ['Anna Schmidt', 'Anna + Schmidt', ' + Schmidt'],
    ['Anna Schmidt', 'Anna + Schmidt', 'A. + Schmidt'],
    ['Anna Schmidt', 'Anna + Schmidt', 'J. + Tolkien'],
    ['Anna Maria Schmidt', 'Anna Maria + Schmidt', 'Anna + Schmidt', 'Maria'],
    ['Anna Maria Schmidt', 'Anna Maria + Schmidt', 'Anna + Maria'],
    ['Henrik Bo Larsen', 'Henrik Bo + Larsen', 'Henrik B. + Larsen', 'Henrik + Larsen'],
    ['Juan Carlos García López', 'Juan Carlos + García López', 'Juan + García'],
    ['J. Smith', 'J. + Smith', 'Smith'],
    ['John Edgar Hoover', 'John Edgar + Hoover', 'J. Edgar + Hoover'],
    // Nor does the same name with fewer capitals, small letters or diacritics.
    ['Anna Schmidt', 'Anna + Schmidt', 'anna + schmidt', 'ANNA + SCHMIDT'],
    ['Jürgen Müller', 'Jürgen + Müller', 'Jurgen + Muller', 'Jurgen'],
    // What says more replaces what says less.
    ['Anna Schmidt', 'Anna', 'Anna + Schmidt'],
    ['Anna Maria Schmidt', 'Anna + Schmidt', 'Anna Maria + Schmidt'],
    ['John Smith', 'J. + Smith', 'John + Smith'],
    ['Jürgen Müller', 'jurgen + muller', 'Jürgen + Müller'],
    ['J. Smith', 'Smith', 'J. + Smith'],
    // Another name replaces any: a person who marries, or a new owner of the address.
    ['Anna Müller', 'Anna + Schmidt', 'Anna + Müller'],
    ['Anna Müller', 'Anna Maria + Schmidt', 'Anna + Müller', 'Anna'],
    ['Bo', 'Anna + Schmidt', 'Bo'],
    ['Anna', 'Anna + Schmidt', 'Bea + Jones', 'Anna'],
    ['Acme Support Team', 'Anna + Schmidt', 'Acme Support Team'],
    ['王', '王明', '王'],
    ['J. R. R. Tolkien', 'J', 'J. R. R. + Tolkien'],
  ])('asserts %s', (expected, ...names) => {
    expect(shown(learned(inOrder(names)))).toBe(expected);
  });

  const anyName = fc.record({
    ...{ at: fc.nat(6), by: fc.constantFrom('a', 'b', 'conversation:c') },
    name: fc.constantFrom(
      ...[
        'Anna + Schmidt',
        'Anna',
        ' + Schmidt',
        'A. + Schmidt',
        'anna + schmidt',
        'Anna Maria + Schmidt',
        'J',
        'Maria',
      ],
      ...['Bea + Jones', 'Bo', ' + Jones', 'Anna + Müller', 'J. + Jones', 'Bea Anna + Jones'],
    ),
    company: fc.constantFrom({}, {}, { companyName: 'Acme' }),
  });
  const anyNames = fc
    .array(anyName, { minLength: 2, maxLength: 8 })
    .map((all): StatedName[] => all.map(({ name, company, at, by }) => ({ ...parts(name), ...company, at, by })));

  it('asserts and remembers the same in whatever order, and however often, it learns them', () => {
    const orders = anyNames.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all.slice(0, 2)], { minLength: all.length + 2 })),
    );
    fc.assert(
      fc.property(orders, ([one, other]) => expect(learned(other)).toEqual(learned(one))),
      runOptions(400),
    );
  });

  it('asserts no part of a name that it knew, and that every newer name was a part of', () => {
    fc.assert(
      fc.property(anyNames, fc.nat(7), (names, place) => {
        const known = names[place % names.length];
        if (!known?.firstName || !known.lastName || known.firstName.length < 3) return;
        const asserted = learned(names.filter((name) => name === known || isPartOf(name, known)));
        const shownName = { firstName: asserted.firstName?.[0] ?? null, lastName: asserted.lastName?.[0] ?? null };
        expect(isPartOf(known, shownName)).toBe(true);
      }),
      runOptions(200),
    );
  });
});

describe('assertionsOf', () => {
  it('completes the newest name by what its author stated before, or later', () => {
    const [first, last] = [
      { firstName: 'Anna', lastName: null, at: 1, by: 'conversation:c' },
      { firstName: null, lastName: 'Schmidt', at: 2, by: 'conversation:c' },
    ];
    const expected = { firstName: ['Anna', 1, 'conversation:c'], lastName: ['Schmidt', 2, 'conversation:c'] };
    expect(learned([first, last])).toEqual(expected);
    expect(learned([last, first])).toEqual(expected);
    expect(learned([first, { ...last, by: 'conversation:d' }])).toMatchObject({ firstName: unspecified });
  });

  it('has no second copy of the names that it shows', () => {
    const [anna] = inOrder(['Anna + Schmidt']);
    expect(learned(anna ? [anna, { ...anna, at: 5 }] : [])).toEqual({
      firstName: ['Anna', 5, 'message:0'],
      lastName: ['Schmidt', 5, 'message:0'],
    });
    expect(assertionsOf([])).toEqual({});
  });

  it('has the company beside the name', () => {
    const named = { firstName: 'Anna', lastName: null, companyName: 'Acme', at: 5, by: 'x' };
    expect(textOf(named)).toBe('Anna (Acme)');
    const assertions = assertionsOf([named]);
    expect(assertions).toEqual({ firstName: ['Anna', 5, 'x'], lastName: unspecified, companyName: ['Acme', 5, 'x'] });
    expect(namesIn(assertions)).toEqual([named]);
  });
});

describe('isPartOf', () => {
  it.each<[boolean, string, string]>([
    [true, 'anna', 'Anna + Schmidt'],
    [true, 'Muller', 'Jürgen + Müller-Lüdenscheidt'],
    [true, 'A. + S.', 'Anna + Schmidt'],
    [false, 'Ann', 'Anna + Schmidt'],
    [false, 'Anna + Müller', 'Anna + Schmidt'],
    [false, '王', '王明'],
  ])('is %p for %s and %s', (expected, one, other) => {
    expect(isPartOf(parts(one), parts(other))).toBe(expected);
  });
});
