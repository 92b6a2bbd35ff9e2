import { assertedBy, isAsserted, needsOtherNamePart, toFieldValues } from '../../../lib/contacts/fieldValues.ts';
import type { Assertions, Person } from '../../../lib/contacts/sources.ts';
import type { ContactInput } from '../../../schemas/contact.ts';

const anna: Person = { firstName: 'Anna', lastName: 'Smith', email: 'a@b.de', phone: null, companyName: 'Acme' };

describe('needsOtherNamePart', () => {
  it.each<[ContactInput, boolean]>([
    [{}, false],
    [{ name: 'A B' }, false],
    [{ email: 'a@b.de' }, false],
    [{ firstName: 'A', lastName: 'B' }, false],
    [{ firstName: 'A', lastName: null }, false],
    [{ firstName: null, lastName: null }, false],
    [{ firstName: 'A' }, true],
    [{ lastName: 'B' }, true],
    [{ firstName: null }, true],
    [{ lastName: null, email: 'a@b.de' }, true],
  ])('of %j is %s', (statement, needs) => {
    expect(needsOtherNamePart(statement)).toBe(needs);
  });
});

describe('toFieldValues', () => {
  it('has addresses as they are shown', () => {
    expect(toFieldValues({ email: 'ju\u0308rgen@acme.de', phone: '+551187650001' })).toEqual({
      email: 'j\u00fcrgen@acme.de',
      phone: '+5511987650001',
    });
    expect(toFieldValues({ email: null, phone: '+4903012345678' })).toEqual({ email: null, phone: '+493012345678' });
  });

  it.each<[ContactInput, object]>([
    [{}, {}],
    [{ name: 'Henrik B. Larsen' }, { firstName: 'Henrik B.', lastName: 'Larsen' }],
    [{ name: 'Madonna' }, { firstName: 'Madonna', lastName: null }],
    [{ name: null }, { firstName: null, lastName: null }],
    [{ firstName: 'Bo' }, { firstName: 'Bo', lastName: 'Smith' }],
    [{ lastName: 'Li' }, { firstName: 'Anna', lastName: 'Li' }],
    [{ firstName: null }, { firstName: null, lastName: 'Smith' }],
    [{ lastName: null }, { firstName: 'Anna', lastName: null }],
    [
      { firstName: 'Bo', lastName: 'Li' },
      { firstName: 'Bo', lastName: 'Li' },
    ],
    [{ email: 'x@y.de' }, { email: 'x@y.de' }],
    [
      { name: 'Bo', email: null, phone: '+1555', companyName: null },
      { firstName: 'Bo', lastName: null, email: null, phone: '+1555', companyName: null },
    ],
  ])('reads %j about Anna Smith as %j', (statement, said) => {
    expect(toFieldValues(statement, anna)).toEqual(said);
  });

  it('reads the other part of a name as null where there is no contact', () => {
    expect(toFieldValues({ firstName: 'Bo' })).toEqual({ firstName: 'Bo', lastName: null });
    expect(toFieldValues({ lastName: 'Li' })).toEqual({ firstName: null, lastName: 'Li' });
  });

  it.each([
    ['x'.repeat(200), 'y'.repeat(200)],
    ['😀'.repeat(200), '山'.repeat(200)],
  ])('accepts a name with parts of 200 characters', (firstName, lastName) => {
    expect(toFieldValues({ name: `${firstName} ${lastName}` })).toEqual({ firstName, lastName });
  });

  it.each([
    ['x'.repeat(201), 'y'],
    ['x', 'y'.repeat(201)],
    ['x', `van ${'y'.repeat(197)}`],
    ['😀'.repeat(201), 'y'],
  ])('throws `invalid` for a name with a part of 201 characters', (firstName, lastName) => {
    const message = 'name must have at most 200 characters in each of its two parts';
    expect(() => toFieldValues({ name: `${firstName} ${lastName}` })).toThrow(
      expect.objectContaining({ code: 'invalid', message, facts: { faults: [{ pointer: '/name', message }] } }),
    );
  });
});

describe('assertedBy', () => {
  it('makes an assertion of each field that is mentioned, of null too', () => {
    expect(assertedBy('key:1', 5, { firstName: 'Bo', lastName: null })).toEqual({
      firstName: ['Bo', 5, 'key:1'],
      lastName: [null, 5, 'key:1'],
    });
    expect(assertedBy('key:1', 5, {})).toEqual({});
  });
});

describe('isAsserted', () => {
  const source: Assertions = { firstName: ['Bo', 1, 'x'], lastName: [null, 1, 'x'], email: ['a@b.de', 1, 'x'] };

  it.each<[object, boolean]>([
    [{}, true],
    [{ firstName: 'Bo' }, true],
    [{ firstName: 'Bo', lastName: null, email: 'a@b.de' }, true],
    [{ firstName: 'bo' }, false],
    [{ lastName: 'Li' }, false],
    [{ email: 'A@b.de' }, false],
    [{ email: null }, false],
    [{ firstName: 'Bo', email: null }, false],
    [{ phone: '+1555' }, false],
    // Nothing said is not the same as "there is none".
    [{ phone: null }, false],
  ])('%j is %s', (said, expected) => {
    expect(isAsserted(said, source)).toBe(expected);
  });
});
