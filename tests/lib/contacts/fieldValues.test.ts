import { assertedBy, hasOnePartOfName, isAsserted, toFieldValues } from '../../../lib/contacts/fieldValues.ts';
import { type Assertions, type Sources, unspecified } from '../../../lib/contacts/sources.ts';
import type { ContactInput } from '../../../schemas/contact.ts';
import { owning } from './storedContact.ts';

const anna: Sources = { sender: { firstName: ['Anna', 1, 'message:1'], lastName: ['Smith', 1, 'message:1'] } };

describe('hasOnePartOfName', () => {
  it.each<[ContactInput, boolean]>([
    [{}, false],
    [{ name: 'A B' }, false],
    [{ name: 'A' }, true],
    [{ name: null }, false],
    [{ email: 'a@b.de' }, false],
    [{ firstName: 'A', lastName: 'B' }, false],
    [{ firstName: 'A', lastName: null }, false],
    [{ firstName: null, lastName: null }, false],
    [{ firstName: 'A' }, true],
    [{ lastName: 'B' }, true],
    [{ firstName: null }, true],
    [{ lastName: null, email: 'a@b.de' }, true],
  ])('of %j is %s', (statement, needs) => {
    expect(hasOnePartOfName(toFieldValues(statement))).toBe(needs);
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
    expect(toFieldValues(statement, { contact: owning(anna) })).toEqual(said);
  });

  it.each<[ContactInput, object]>([
    [{ name: 'Bo' }, { firstName: 'Bo' }],
    [{ firstName: 'Bo' }, { firstName: 'Bo' }],
    [{ lastName: 'Li' }, { lastName: 'Li' }],
    [{ firstName: null }, { firstName: null }],
  ])('reads from %j nothing about the other part where callers see none', (input, values) => {
    expect(toFieldValues(input)).toStrictEqual(values);
    const cy = owning({ manual: { firstName: ['Cy', 1, 'key:1'], lastName: unspecified } });
    expect(toFieldValues(input, { contact: cy })).toEqual({
      ...values,
      ...('lastName' in values && { firstName: 'Cy' }),
    });
  });

  it('reads a repeated part as nothing new, also where another source completes it', () => {
    const completed = owning({ ...anna, manual: { firstName: ['Anna', 2, 'key:1'], lastName: unspecified } });
    expect(toFieldValues({ firstName: 'Anna' }, { contact: completed })).toStrictEqual({ firstName: 'Anna' });
    expect(toFieldValues({ name: 'Anna' }, { contact: completed })).toEqual({ firstName: 'Anna', lastName: null });
  });

  it('leaves a surname open that only the new first name brings to light', () => {
    const misspelt = owning({ ...anna, manual: { firstName: ['Ana', 2, 'key:1'], lastName: unspecified } });
    for (const input of [{ name: 'Anna' }, { firstName: 'Anna' }])
      expect(toFieldValues(input, { contact: misspelt })).toStrictEqual({ firstName: 'Anna' });
  });

  it('keeps that the source states that there is no other part', () => {
    const denied = owning({ manual: { firstName: ['Anna', 1, 'key:1'], lastName: [null, 1, 'key:1'] } });
    expect(toFieldValues({ firstName: 'Bo' }, { contact: denied })).toEqual({ firstName: 'Bo', lastName: null });
    expect(toFieldValues({ name: 'Bo' }, { contact: denied })).toEqual({ firstName: 'Bo', lastName: null });
    expect(toFieldValues({ firstName: 'Bo' }, { contact: denied, source: 'agent' })).toStrictEqual({ firstName: 'Bo' });
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

  it('leaves a part of a name unspecified that is absent, or that a machine does not know', () => {
    expect(assertedBy('key:1', 5, { firstName: 'Bo' })).toEqual({
      firstName: ['Bo', 5, 'key:1'],
      lastName: unspecified,
    });
    for (const machine of ['agent:1', 'crm:x', 'event:1', 'conversation:1'])
      expect(assertedBy(machine, 5, { firstName: null, lastName: 'Li' })).toEqual({
        firstName: unspecified,
        lastName: ['Li', 5, machine],
      });
  });
});

describe('isAsserted', () => {
  const source: Assertions = { firstName: ['Bo', 1, 'x'], lastName: [null, 1, 'x'], email: ['a@b.de', 1, 'x'] };

  it.each<[boolean, Assertions]>([
    [true, {}],
    [true, { firstName: ['Bo', 2, 'y'] }],
    [true, { firstName: ['Bo', 2, 'y'], lastName: [null, 2, 'y'], email: ['a@b.de', 2, 'y'] }],
    [false, { firstName: ['bo', 2, 'y'] }],
    [false, { lastName: ['Li', 2, 'y'] }],
    [false, { email: ['A@b.de', 2, 'y'] }],
    [false, { email: [null, 2, 'y'] }],
    [false, { firstName: ['Bo', 2, 'y'], email: [null, 2, 'y'] }],
    [false, { phone: ['+1555', 2, 'y'] }],
    // That there is no value is more than to state nothing.
    [false, { phone: [null, 2, 'y'] }],
    [false, { firstName: ['Bo', 2, 'y'], lastName: unspecified }],
  ])('is %p for %j', (expected, assertions) => {
    expect(isAsserted(assertions, source)).toBe(expected);
  });

  it('tells a part that is unspecified from one that there is not', () => {
    expect(isAsserted({ lastName: unspecified }, { lastName: unspecified })).toBe(true);
    expect(isAsserted({ lastName: [null, 1, 'x'] }, { lastName: unspecified })).toBe(false);
  });
});
