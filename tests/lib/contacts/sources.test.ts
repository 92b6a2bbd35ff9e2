import {
  type Assertions,
  type Field,
  fold,
  groups,
  precedence,
  precedenceOf,
  type Sources,
} from '../../../lib/contacts/sources.ts';
import fc from '../../support/properties.ts';
import { anySources } from './anySources.ts';
import { identity, owning, verifiedAt } from './storedContact.ts';

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
    expect(fold(owning(sources))).toEqual({ ...nobody, ...expected });
  });

  it('shows no address that the contact does not own, and then that of the next source', () => {
    const sources = { manual: email('lost@one.example'), conversation: email('a@one.example') };
    expect(fold({ sources, identities: {} })).toEqual(nobody);
    expect(fold({ sources, identities: identity('email', 'A@one.example') })).toMatchObject({ email: 'a@one.example' });
  });

  it('shows the first address that messages came from, before one that a conversation mentions', () => {
    const identities = {
      ...identity('email', 'mentioned@one.example'),
      ...identity('email', 'second@one.example', verifiedAt(5)),
      ...identity('email', 'first@one.example', verifiedAt(4)),
      ...identity('phone', '+15550100', { confirmed: [1, 'key:1'] }),
    };
    const sources = { conversation: email('mentioned@one.example') };
    expect(fold({ sources, identities })).toMatchObject({ email: 'first@one.example', phone: null });
  });

  it('does not depend on the order of the sources', () => {
    const shuffled = anySources.chain((sources) =>
      fc
        .shuffledSubarray(Object.entries(sources), { minLength: Object.keys(sources).length })
        .map((entries) => ({ sources, other: Object.fromEntries(entries) })),
    );
    fc.assert(
      fc.property(shuffled, ({ sources, other }) => expect(fold(owning(other))).toEqual(fold(owning(sources)))),
    );
  });

  it('shows what a source asserts, whatever sources of lower precedence assert', () => {
    const lower = fc.constantFrom(...precedence.slice(1));
    fc.assert(
      fc.property(anySources, anySources, lower, (sources, others, source) => {
        const { [source]: _, ...without } = sources;
        const changed: Sources = { ...without, ...(others[source] && { [source]: others[source] }) };
        const isSettled = (field: Field) => {
          const order = precedenceOf(field);
          const higher = order.slice(0, Math.max(order.indexOf(source), 0));
          return higher.some((each) => sources[each]?.[field] !== undefined);
        };
        const settled = groups.filter(([field]) => isSettled(field)).flat();
        for (const field of settled) expect(fold(owning(changed))[field]).toBe(fold(owning(sources))[field]);
      }),
    );
  });

  it('shows each group as one source asserts it, or as nothing', () => {
    fc.assert(
      fc.property(anySources, (sources) => {
        const person = fold(owning(sources));
        for (const group of groups) {
          const seen = group.map((field) => person[field]);
          const said = Object.values(sources).map((source) => group.map((field) => source[field]?.[0] ?? null));
          expect([...said, group.map(() => null)]).toContainEqual(seen);
        }
      }),
    );
  });
});
