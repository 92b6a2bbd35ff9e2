import { fold, layersOf, suppliersOf } from '../../../lib/contacts/fold.ts';
import {
  type Assertions,
  type Field,
  groups,
  precedence,
  precedenceOf,
  type Source,
  type Sources,
  stated,
  unspecified,
} from '../../../lib/contacts/sources.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { anySources } from './anySources.ts';
import { identity, owning, verifiedAt } from './storedContact.ts';

const nobody = { firstName: null, lastName: null, email: null, phone: null, companyName: null };
const name = (firstName: string | null, lastName: string | null): Assertions => ({
  firstName: [firstName, 1, 'x'],
  lastName: [lastName, 1, 'x'],
});
/** One part of a name, of which nothing else is stated. */
const first = (firstName: string | null): Assertions => ({ firstName: [firstName, 1, 'x'], lastName: unspecified });
const last = (lastName: string | null): Assertions => ({ firstName: unspecified, lastName: [lastName, 1, 'x'] });
const company = (companyName: string | null): Assertions => ({ companyName: [companyName, 1, 'x'] });
const derived = (companyName: string, domain: string): Assertions => ({ companyName: [companyName, 1, 'x', domain] });
const email = (address: string): Assertions => ({ email: [address, 1, 'x'] });

/** The sources that supply the parts of a name. */
function suppliersIn(sources: Sources): { readonly firstName?: Source; readonly lastName?: Source } {
  const { firstName, lastName } = suppliersOf(layersOf({ sources, identities: {} }));
  return { ...(firstName && { firstName: firstName.source }), ...(lastName && { lastName: lastName.source }) };
}

describe('fold', () => {
  it.each<[string, Sources, Partial<ReturnType<typeof fold>>]>([
    ['nothing for nobody', {}, {}],
    ['nothing where sources are silent', { manual: {}, crm: {} }, {}],
    ['the one source there is', { sender: name('Anna', null) }, { firstName: 'Anna' }],
    ['a person before the CRM', { crm: company('Crm'), manual: company('Manual') }, { companyName: 'Manual' }],
    ['the CRM before a conversation', { conversation: company('C'), crm: company('Crm') }, { companyName: 'Crm' }],
    ['a conversation before the sender', { sender: company('S'), conversation: company('C') }, { companyName: 'C' }],
    [
      'the domain before the sender',
      { domain: derived('D', 'a.de'), sender: { ...company('S'), ...email('a@a.de') } },
      { companyName: 'D', email: 'a@a.de' },
    ],
    ['the sender where no other says it', { domain: derived('D', 'a.de'), sender: company('S') }, { companyName: 'S' }],
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
      ...identity('email', 'confirmed@one.example', { confirmed: [9, 'key:1'] }),
      ...identity('phone', '+15550100'),
    };
    const sources = { conversation: email('mentioned@one.example') };
    expect(fold({ sources, identities })).toMatchObject({ email: 'first@one.example', phone: null });
  });

  it('shows the address that was confirmed last where no source asserts one that the contact owns', () => {
    const identities = {
      ...identity('email', 'late@one.example', { confirmed: [2, 'key:1'] }),
      ...identity('email', 'early@one.example', { confirmed: [1, 'key:2'] }),
      ...identity('email', 'reported@one.example'),
    };
    expect(fold({ sources: {}, identities })).toEqual({ ...nobody, email: 'late@one.example' });
    expect(fold({ sources: { manual: email('lost@one.example') }, identities }).email).toBe('late@one.example');
    expect(fold({ sources: { conversation: email('reported@one.example') }, identities }).email).toBe(
      'reported@one.example',
    );
    expect(fold({ sources: { manual: { email: [null, 1, 'key:1'] } }, identities }).email).toBeNull();
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
        const counting = precedence
          .slice(0, precedence.indexOf(source))
          .map((each) => stated(sources[each]))
          .find((each) => each.firstName ?? each.lastName);
        const isNameSettled = counting?.firstName !== undefined && counting.lastName !== undefined;
        const isSettled = (field: Field) => {
          const order = precedenceOf(field);
          const higher = order.slice(0, Math.max(order.indexOf(source), 0));
          return higher.some((each) => sources[each]?.[field] !== undefined);
        };
        const settled = groups.filter(([field]) => (field === 'firstName' ? isNameSettled : isSettled(field))).flat();
        for (const field of settled) expect(fold(owning(changed))[field]).toBe(fold(owning(sources))[field]);
      }),
    );
  });

  it.each<[string, Sources, string | null, string | null]>([
    [
      'the surname of the CRM beside the same first name',
      { manual: first('Anna'), crm: name('Anna', 'Schmidt') },
      'Anna',
      'Schmidt',
    ],
    [
      'it also for another case and diacritics',
      { manual: first('ŁUKASZ'), crm: name('lukasz', 'Ødegård') },
      'ŁUKASZ',
      'Ødegård',
    ],
    ['the first name beside the same surname', { crm: last('Smith'), sender: name('Anna', 'Smith') }, 'Anna', 'Smith'],
    ['all given names of a sender', { crm: last('Smith'), sender: name('Anna Maria', 'Smith') }, 'Anna Maria', 'Smith'],
    [
      'the surname of a sender with more given names',
      { manual: first('Anna'), sender: name('Anna Maria', 'Smith') },
      'Anna',
      'Smith',
    ],
    [
      'no surname of a sender by the second given name',
      { manual: first('Maria'), sender: name('Anna Maria', 'Smith') },
      'Maria',
      null,
    ],
    [
      'no surname of a CRM with more given names',
      { manual: first('Anna'), crm: name('Anna Maria', 'Smith') },
      'Anna',
      null,
    ],
    ['no surname of somebody else', { manual: first('Anna'), crm: name('Bo', 'Jones') }, 'Anna', null],
    ['no first name of somebody else', { manual: last('Smith'), crm: name('Bo', 'Jones') }, null, 'Smith'],
    [
      'the surname of the next source that agrees',
      { manual: first('Anna'), crm: name('Bo', 'Jones'), conversation: first('Anna'), sender: name('Anna', 'Smith') },
      'Anna',
      'Smith',
    ],
    [
      'the surname of the first source that agrees',
      { manual: first('Anna'), crm: name('Anna', 'Smith'), sender: name('Anna', 'Jones') },
      'Anna',
      'Smith',
    ],
    [
      'no surname where a person states that there is none',
      { manual: name('Anna', null), crm: name('Anna', 'Smith') },
      'Anna',
      null,
    ],
    [
      'no first name where a person states that there is none',
      { manual: name(null, 'Smith'), crm: name('Anna', 'Smith') },
      null,
      'Smith',
    ],
    [
      'no name of somebody whose first name a person denies',
      { manual: first(null), crm: name('Anna', 'Smith') },
      null,
      null,
    ],
    [
      'a surname alone beside a first name that a person denies',
      { manual: first(null), crm: last('Smith') },
      null,
      'Smith',
    ],
    [
      'of two authors only the part of the later one',
      { conversation: { firstName: ['Anna', 1, 'conversation:a'], lastName: ['Jones', 2, 'conversation:b'] } },
      null,
      'Jones',
    ],
    [
      'both parts of one author, at whatever times',
      { conversation: { firstName: ['Anna', 1, 'conversation:a'], lastName: ['Smith', 2, 'conversation:a'] } },
      'Anna',
      'Smith',
    ],
    [
      'the other part of the next source beside that of the later author',
      {
        conversation: { firstName: ['Anna', 1, 'conversation:a'], lastName: ['Jones', 2, 'conversation:b'] },
        sender: name('Bea', 'Jones'),
      },
      'Bea',
      'Jones',
    ],
  ])('shows %s', (_, sources, firstName, lastName) => {
    expect(fold(owning(sources))).toMatchObject({ firstName, lastName });
  });

  it('shows a name as one source states it, or completed by another that states the same other part', () => {
    fc.assert(
      fc.property(anySources, (sources) => {
        const { firstName, lastName } = fold(owning(sources));
        const { firstName: source, lastName: other } = suppliersIn(sources);
        if (source === undefined || other === undefined) return expect([firstName, lastName]).toEqual([null, null]);
        const parts = stated(sources[source]);
        const otherParts = stated(sources[other]);
        expect([firstName, lastName]).toEqual([parts.firstName?.[0] ?? null, otherParts.lastName?.[0] ?? null]);
        if (source === other) return;
        const [counting, filling] =
          precedence.indexOf(source) < precedence.indexOf(other) ? [source, other] : [other, source];
        const agreed = counting === source ? 'firstName' : 'lastName';
        const [ours, theirs] = [counting, filling].map((each) => stated(sources[each])[agreed]?.[0] ?? null);
        expect(theirs === ours || (filling === 'sender' && theirs?.startsWith(`${ours} `))).toBe(true);
      }),
      runOptions(300, 100_000),
    );
  });

  it('shows each of the other fields as one source asserts it, or as nothing', () => {
    fc.assert(
      fc.property(anySources, (sources) => {
        const person = fold(owning(sources));
        for (const field of ['email', 'phone', 'companyName'] as const) {
          const asserted = Object.values(sources).map((source) => source[field]?.[0] ?? null);
          expect([...asserted, null]).toContain(person[field]);
        }
      }),
    );
  });
});
