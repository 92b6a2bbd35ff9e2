import type { Traits } from '../../../../lib/contacts/duplicates/compare.ts';
import { similarTo } from '../../../../lib/contacts/duplicates/suggest.ts';
import { totalOf } from '../../../../lib/contacts/duplicates/weights.ts';

const person = (firstName: string, lastName: string, companyName = '', ...emails: string[]): Traits => ({
  firstName,
  lastName,
  companyName,
  emails,
});
const anna = person('anna', 'schmidt', 'acme', 'anna@acme.de');

const suggested = (one: Traits, ...others: Traits[]) => [
  ...similarTo(one, new Map(others.map((other, n) => [String(n), other]))),
];

describe('similarTo', () => {
  it.each([
    ['the same name, and no company', person('anna', 'schmidt')],
    ['parts that have changed places', person('schmidt', 'anna', 'acme')],
    ['a near name at the same company', person('ana', 'schmitt', 'acme')],
    ['another address of the same person', person('anna', 'schmidt', 'acme', 'a.schmidt@home.example')],
  ])('suggests %s', (_, other) => {
    expect(suggested(anna, other)).toHaveLength(1);
    expect(suggested(other, anna)).toHaveLength(1);
  });

  it.each([
    ['the same first name and company', anna, person('anna', 'meier', 'acme', 'anna@acme.de.example')],
    ['the same name at another company', anna, person('anna', 'schmidt', 'globex')],
    ['half a name', anna, person('anna', '', 'acme')],
    ['a mailbox that says no more than the names', anna, person('anna', 'meier', 'acme', 'anna@home.example')],
    ['a mailbox of nobody', person('', '', 'acme', 'info@a.de'), person('', '', 'acme', 'info@b.de')],
    ['nothing but the company', person('', '', 'acme'), person('', '', 'acme')],
  ])('does not suggest %s', (_, one, other) => {
    expect(suggested(one, other)).toEqual([]);
  });

  it('states what each value says, and leaves out what says nothing', () => {
    expect(suggested(anna, person('anna', 'schmidt', 'acme', 'x@y.de'))).toEqual([
      ['0', { firstName: 7, lastName: 7, companyName: 3.5 }],
    ]);
  });

  it('takes a name for less, the more contacts have it, until it is not enough', () => {
    const namesakes = (count: number) =>
      suggested(anna, ...Array.from({ length: count }, () => person('anna', 'schmidt')));
    expect(namesakes(2)[0]?.[1]).toEqual({ firstName: 7, lastName: 7, namesakes: -1 });
    expect([1, 4, 5].map((count) => namesakes(count).length)).toEqual([1, 4, 0]);
    const colleagues = Array.from({ length: 5 }, () => person('anna', 'schmidt', 'acme'));
    expect(suggested(anna, ...colleagues)).toHaveLength(5);
  });

  it('suggests ten at most, the most likely first', () => {
    const others = Array.from({ length: 12 }, (_, n) =>
      person('anna', 'schmitt', 'acme', n === 11 ? 'anna@acme.de' : ''),
    );
    const all = suggested(anna, ...others);
    expect([all.length, all[0]?.[0]]).toEqual([10, '11']);
    const totals = all.map(([, similarity]) => totalOf(similarity));
    expect(totals).toEqual(totals.toSorted((a, b) => b - a));
  });
});
