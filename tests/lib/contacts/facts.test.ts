import { newAssertions } from '../../../lib/contacts/facts.ts';
import type { FieldValues } from '../../../lib/contacts/fieldValues.ts';
import { type Assertions, unspecified } from '../../../lib/contacts/sources.ts';

const known: Assertions = {
  firstName: ['Anna', 5, 'event:b'],
  lastName: unspecified,
  companyName: ['Acme', 5, 'event:b'],
};

describe('newAssertions', () => {
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
    ['the other part later, however old it is', { lastName: 'Li' }, known, 1, 'e', { lastName: ['Li', 1, 'e'] }],
    ['what is newer', { companyName: 'New' }, known, 6, 'e', { companyName: ['New', 6, 'e'] }],
    ['that it was observed again', { companyName: 'Acme' }, known, 6, 'e', { companyName: ['Acme', 6, 'e'] }],
    ['nothing that is older', { companyName: 'Old', firstName: 'Old' }, known, 4, 'e', {}],
    ['nothing from the same event', { companyName: 'Acme' }, known, 5, 'event:b', {}],
    [
      'of one moment what the event says that sorts last',
      { companyName: 'C' },
      known,
      5,
      'event:c',
      { companyName: ['C', 5, 'event:c'] },
    ],
    [
      'of one moment and author the value that sorts last',
      { companyName: 'Bcme' },
      known,
      5,
      'event:b',
      { companyName: ['Bcme', 5, 'event:b'] },
    ],
    ['and not what the event says that sorts first', { companyName: 'A' }, known, 5, 'event:a', {}],
    ['nothing from no facts', {}, known, 9, 'e', {}],
  ])('has %s', (_, facts, before, at, by, news) => {
    expect(newAssertions(facts, before, at, by)).toEqual(news);
  });
});
