import { withFacts } from '../../../lib/contacts/facts.ts';
import type { FieldValues } from '../../../lib/contacts/fieldValues.ts';
import { type Assertions, unspecified } from '../../../lib/contacts/sources.ts';

const known: Assertions = {
  firstName: ['Anna', 5, 'event:b'],
  lastName: unspecified,
  companyName: ['Acme', 5, 'event:b'],
};

describe('withFacts', () => {
  it.each<[string, FieldValues, Assertions, number, string, Assertions]>([
    ['what nobody told', { email: 'a@b.de' }, {}, 1, 'e', { email: ['a@b.de', 1, 'e'] }],
    [
      'one part of a name, the other being unspecified',
      { firstName: 'Bo' },
      {},
      1,
      'e',
      { firstName: ['Bo', 1, 'e'], lastName: unspecified },
    ],
    [
      'the other part that the same author states later, however old it is',
      { lastName: 'Li' },
      known,
      1,
      'event:b',
      { ...known, lastName: ['Li', 1, 'event:b'] },
    ],
    ['what is newer', { companyName: 'New' }, known, 6, 'e', { ...known, companyName: ['New', 6, 'e'] }],
    ['that it was observed again', { companyName: 'Acme' }, known, 6, 'e', { ...known, companyName: ['Acme', 6, 'e'] }],
    [
      'of one moment what the event says that sorts last',
      { companyName: 'C' },
      known,
      5,
      'event:c',
      { ...known, companyName: ['C', 5, 'event:c'] },
    ],
    [
      'of one moment and author the value that sorts last',
      { companyName: 'Bcme' },
      known,
      5,
      'event:b',
      { ...known, companyName: ['Bcme', 5, 'event:b'] },
    ],
    [
      'a known name where another conversation states a part of it',
      { firstName: 'A.' },
      { firstName: ['Anna', 1, 'conversation:a'], lastName: ['Li', 1, 'conversation:a'] },
      6,
      'conversation:b',
      {
        ...{ firstName: ['Anna', 1, 'conversation:a'], lastName: ['Li', 1, 'conversation:a'] },
        names: [
          { firstName: 'A.', lastName: null, at: 6, by: 'conversation:b' },
          { firstName: 'Anna', lastName: 'Li', at: 1, by: 'conversation:a' },
        ],
      },
    ],
  ])('has %s', (_, facts, before, at, by, after) => {
    expect(withFacts(before, facts, at, by)).toEqual(after);
  });

  it.each<[string, FieldValues, number, string]>([
    ['older facts', { companyName: 'Old', firstName: 'Old' }, 4, 'e'],
    ['the same event', { companyName: 'Acme', firstName: 'Anna' }, 5, 'event:b'],
    ['what an event of the same moment says that sorts first', { companyName: 'A' }, 5, 'event:a'],
    ['no facts', {}, 9, 'e'],
  ])('changes nothing for %s', (_, facts, at, by) => {
    expect(withFacts(known, facts, at, by)).toBe(known);
  });
});
