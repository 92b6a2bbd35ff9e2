import { compare, type Traits, traitsOf } from '../../../../lib/contacts/duplicates/compare.ts';
import { identity, storedContact } from '../storedContact.ts';

const person = (firstName: string, lastName: string, companyName = '', ...emails: string[]): Traits => {
  const values = Object.entries({ firstName, lastName, companyName }).filter(([, value]) => value !== '');
  const manual = Object.fromEntries(values.map(([field, value]) => [field, [value, 1, 'key:1'] as const]));
  const identities = Object.assign({}, ...emails.map((email) => identity('email', email)));
  return traitsOf(storedContact({ sources: { manual }, identities }));
};

describe('compare', () => {
  it.each([
    ['Jürgen Müller', 'JURGEN MULLER', 'equal', 'equal'],
    ["Siobhan O'Brien", 'Siobhan O’Brien', 'equal', 'equal'],
    ['Katharina Schmidt', 'Katarina Schmitt', 'near', 'near'],
    ['Anna Maria-Smith', 'Anna Smith', 'equal', 'near'],
    ['Henrik-B Larsen', 'Henrik Larsen', 'near', 'equal'],
    ['H Larsen', 'Henrik Larsen', 'similar', 'equal'],
    ['山 田太郎', '山 田次郎', 'equal', 'different'],
    ['Anna Smith', 'Robert Jones', 'different', 'different'],
  ])('compares %s with %s as %s and %s', (one, other, firstName, lastName) => {
    const [a, b] = [one, other].map((name) => {
      const [first = '', last = ''] = name.split(' ');
      return person(first, last);
    });
    if (a === undefined || b === undefined) throw new Error('A name is missing');
    for (const result of [compare(a, b), compare(b, a)])
      expect(result).toMatchObject({ firstName, lastName, isTransposed: false });
  });

  it('finds parts that have changed places, but only where that agrees better', () => {
    const transposed = compare(person('Alan', 'Robert'), person('Robert', 'Alan'));
    expect(transposed).toMatchObject({ firstName: 'equal', lastName: 'equal', isTransposed: true });
    expect(compare(person('Alan', 'Alan'), person('Alan', 'Alan')).isTransposed).toBe(false);
  });

  it('says nothing where one of the two has no value', () => {
    const absent = { firstName: 'absent', lastName: 'absent', email: 'absent', companyName: 'absent' };
    expect(compare(person('', ''), person('Anna', 'Smith', 'Acme', 'a@acme.de'))).toMatchObject(absent);
  });

  it.each([
    ['Acme GmbH', 'ACME', 'equal'],
    ['Acme Customer', 'Acme Costumer', 'near'],
    ['Acme', 'Globex', 'different'],
  ])('compares the companies %s and %s as %s', (one, other, companyName) => {
    expect(compare(person('Anna', '', one), person('Anna', '', other))).toMatchObject({ companyName });
  });

  it.each([
    ['robert255@smith.net', 'Robert255@jones.com', 'sameMailbox'],
    ['info@smith.net', 'info@jones.com', 'sameMailbox'],
    ['robert@smith.net', 'robert@jones.com', 'ownName'],
    ['robert.allen@smith.net', 'robert.allen@jones.com', 'ownName'],
    ['rallen@smith.net', 'rallen@jones.com', 'ownName'],
    ['robert255@smith.net', 'robetr255@smith.net', 'near'],
    ['robertallen@smith.net', 'roberta@smith.net', 'ownName'],
    ['rx@a-company-of-robert.de', 'ay@a-company-of-robert.de', 'different'],
    ['robert255@smith.net', 'grace@jones.com', 'different'],
  ])('compares the emails %s and %s as %s', (one, other, email) => {
    const [a, b] = [person('Robert', 'Allen', '', one), person('Robert', 'Allen', '', 'x@y.de', other)];
    expect([compare(a, b).email, compare(b, a).email]).toEqual([email, email]);
  });

  it('does not compare phones, which many people share', () => {
    const withPhone = { ...storedContact({ identities: identity('phone', '+493012345') }) };
    expect(traitsOf(withPhone)).toEqual(traitsOf(storedContact()));
  });
});
