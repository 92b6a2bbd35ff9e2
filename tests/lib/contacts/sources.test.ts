import { type Assertions, fold, groups, precedence, type Sources } from '../../../lib/contacts/sources.ts';
import fc from '../../support/properties.ts';
import { anySources } from './anySources.ts';

const nobody = { firstName: null, lastName: null, email: null, phone: null, companyName: null };
const name = (firstName: string | null, lastName: string | null): Assertions => ({
  firstName: [firstName, 1, 'x'],
  lastName: [lastName, 1, 'x'],
});
const company = (companyName: string | null): Assertions => ({ companyName: [companyName, 1, 'x'] });
const derived = (companyName: string, domain: string): Assertions => ({ companyName: [companyName, 1, 'x', domain] });
const email = (address: string): Assertions => ({ email: [address, 1, 'x'] });

describe('fold', () => {
  it.each<[string, Sources, Partial<ReturnType<typeof fold>>]>([
    ['nothing for nobody', {}, {}],
    ['nothing where sources are silent', { manual: {}, crm: {} }, {}],
    ['the one source there is', { sender: name('Anna', null) }, { firstName: 'Anna' }],
    ['a person before the CRM', { crm: company('Crm'), manual: company('Manual') }, { companyName: 'Manual' }],
    ['the CRM before a conversation', { conversation: company('C'), crm: company('Crm') }, { companyName: 'Crm' }],
    ['a conversation before the sender', { sender: company('S'), conversation: company('C') }, { companyName: 'C' }],
    ['the sender before the domain', { domain: derived('D', 'a.de'), sender: company('S') }, { companyName: 'S' }],
    [
      'each field from the first that says it',
      { manual: company('M'), crm: { phone: ['+1555', 1, 'x'] }, sender: { ...email('a@b.de'), ...name('Anna', 'S') } },
      { companyName: 'M', phone: '+1555', email: 'a@b.de', firstName: 'Anna', lastName: 'S' },
    ],
    ['both parts of a name from one source', { crm: name('Bo', null), sender: name('Anna', 'S') }, { firstName: 'Bo' }],
    [
      'a surname alone where that is what a person says',
      { manual: name(null, 'S'), crm: name('Bo', 'Li') },
      { lastName: 'S' },
    ],
    ['nothing where a person says that there is none', { manual: company(null), crm: company('Crm') }, {}],
    ['no name where a person says that there is none', { manual: name(null, null), sender: name('Anna', 'S') }, {}],
    [
      'a company implied by the domain of the email',
      { sender: email('a@acme.de'), domain: derived('Acme', 'acme.de') },
      { email: 'a@acme.de', companyName: 'Acme' },
    ],
    [
      'that company however the email is cased',
      { sender: email('A@ACME.de'), domain: derived('Acme', 'acme.de') },
      { email: 'A@ACME.de', companyName: 'Acme' },
    ],
    [
      'no company implied by a domain that another email replaced',
      { manual: email('a@other.de'), sender: email('a@acme.de'), domain: derived('Acme', 'acme.de') },
      { email: 'a@other.de' },
    ],
    [
      'no company implied by a part of the domain',
      { sender: email('a@mail.acme.de'), domain: derived('Acme', 'acme.de') },
      { email: 'a@mail.acme.de' },
    ],
    [
      'no company implied by the domain of an email that a person took away',
      { manual: { email: [null, 1, 'x'] }, sender: email('a@acme.de'), domain: derived('Acme', 'acme.de') },
      {},
    ],
    ['no company implied by a domain without an email', { domain: derived('Acme', 'acme.de') }, {}],
  ])('shows %s', (_, sources, expected) => {
    expect(fold(sources)).toEqual({ ...nobody, ...expected });
  });

  it('does not depend on the order of the sources', () => {
    const shuffled = anySources.chain((sources) =>
      fc
        .shuffledSubarray(Object.entries(sources), { minLength: Object.keys(sources).length })
        .map((entries) => ({ sources, other: Object.fromEntries(entries) })),
    );
    fc.assert(fc.property(shuffled, ({ sources, other }) => expect(fold(other)).toEqual(fold(sources))));
  });

  it('shows what a source asserts, whatever sources of lower precedence assert', () => {
    const lower = fc.constantFrom(...precedence.slice(1));
    fc.assert(
      fc.property(anySources, anySources, lower, (sources, others, source) => {
        const { [source]: _, ...without } = sources;
        const changed: Sources = { ...without, ...(others[source] && { [source]: others[source] }) };
        const higher = precedence.slice(0, precedence.indexOf(source));
        const settled = groups.filter(([field]) => higher.some((each) => sources[each]?.[field] !== undefined)).flat();
        for (const field of settled) expect(fold(changed)[field]).toBe(fold(sources)[field]);
      }),
    );
  });

  it('shows each group as one source asserts it, or as nothing', () => {
    fc.assert(
      fc.property(anySources, (sources) => {
        const person = fold(sources);
        for (const group of groups) {
          const seen = group.map((field) => person[field]);
          const said = Object.values(sources).map((source) => group.map((field) => source[field]?.[0] ?? null));
          expect([...said, group.map(() => null)]).toContainEqual(seen);
        }
      }),
    );
  });
});
