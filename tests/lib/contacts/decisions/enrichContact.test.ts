import type { TakenFields } from '../../../../lib/contacts/change.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { enrichContact } from '../../../../lib/contacts/decisions/enrichContact.ts';
import type { FieldValues } from '../../../../lib/contacts/fieldValues.ts';
import { type Assertions, type Sources, unspecified } from '../../../../lib/contacts/sources.ts';
import { spellingOf } from '../../../../lib/contacts/spelling.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { anyFacts } from '../anySources.ts';
import { identity, storedContact } from '../storedContact.ts';
import { anyNewState, anyState, commit, type State } from './simulation.ts';

const now = 9000;
const a = 'a@one.example';
const b = 'b@one.example';
const by = 'event:b';
const conversation = (assertions: Assertions): Partial<Sources> => ({ conversation: assertions });

const contactWith = (sources: Partial<Sources>, identities: StoredContact['identities'] = {}): StoredContact =>
  storedContact({ sources: { manual: {}, ...sources }, identities });

const nobody: TakenFields = new Map();
const enrich = (contact: StoredContact, facts: FieldValues, observedAt = 5, taken = nobody) =>
  enrichContact(contact, { facts, observedAt, by }, taken, now);

describe('enrichContact', () => {
  it('asserts facts as observed, by the event that reports them, and claims their addresses', () => {
    const contact = contactWith({});
    const facts = { firstName: 'Anna', email: a, phone: '+15550100', companyName: 'Acme' };
    expect(enrich(contact, facts)).toEqual({
      contact,
      actor: by,
      at: now,
      observedAt: 5,
      sources: {
        conversation: {
          firstName: ['Anna', 5, by],
          lastName: unspecified,
          email: [a, 5, by],
          phone: ['+15550100', 5, by],
          companyName: ['Acme', 5, by],
        },
      },
      identities: { ...identity('email', a), ...identity('phone', '+15550100') },
    });
  });

  it.each<[string, Partial<Sources>, FieldValues]>([
    ['no facts', {}, {}],
    ['what the same event has reported', conversation({ companyName: ['Acme', 5, by] }), { companyName: 'Acme' }],
    ['what is older than what is known', conversation({ companyName: ['New', 6, 'event:a'] }), { companyName: 'Acme' }],
    [
      'what another event observed at the same time, if that event sorts later',
      conversation({ companyName: ['C', 5, 'event:c'] }),
      { companyName: 'Acme' },
    ],
  ])('leaves the contact unchanged for %s', (_, sources, facts) => {
    expect(enrich(contactWith(sources), facts)).toBe('unchanged');
  });

  it('asserts only what is newer, and keeps the rest of what is known', () => {
    const known: Assertions = { companyName: ['Old', 1, 'event:a'], email: [a, 6, 'event:a'] };
    const contact = contactWith(conversation(known), identity('email', a));
    expect(enrich(contact, { companyName: 'Acme', email: b })).toMatchObject({
      sources: { conversation: { companyName: ['Acme', 5, by], email: [a, 6, 'event:a'] } },
      identities: {},
    });
  });

  it('asserts an address that another contact owns, but does not claim it', () => {
    const taken = new Map([[`email#${a}`, 'another']]);
    expect(enrich(contactWith({}), { email: a, companyName: 'Acme' }, 5, taken)).toMatchObject({
      sources: { conversation: { email: [a, 5, by], companyName: ['Acme', 5, by] } },
      identities: {},
    });
  });

  it('throws `invalid` for an email whose domain cannot exist', () => {
    expect(() => enrich(contactWith({}), { email: 'a@999.999' })).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('writes to no source but its own', () => {
    fc.assert(
      fc.property(anyState, anyFacts, fc.nat(9), (state, facts, observedAt) => {
        const decision = enrichContact(state.contact, { facts, observedAt, by }, nobody, now);
        const { conversation: _, ...others } = commit(state, decision).contact.sources;
        const { conversation: __, ...before } = state.contact.sources;
        expect(others).toEqual(before);
      }),
      runOptions(100, 30_000),
    );
  });

  it('leaves the same contact and the same claims in whatever order facts arrive', () => {
    const author = fc.constantFrom('conversation:1', 'conversation:2', 'event:1', 'event:2');
    const enrichment = fc.record({ facts: anyFacts, observedAt: fc.nat(3), by: author });
    const enrichments = fc.array(enrichment, { minLength: 2, maxLength: 6 });
    const orders = enrichments.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    const stateAfter = (first: State, order: readonly { facts: FieldValues; observedAt: number; by: string }[]) => {
      const { contact, claims } = order.reduce(
        (state, each) => commit(state, enrichContact(state.contact, each, nobody, now)),
        first,
      );
      const spellings = Object.entries(contact.identities).map(([key, each]) => [
        key,
        spellingOf(key, each, contact.sources),
      ]);
      return {
        sources: contact.sources,
        spellings: Object.fromEntries(spellings),
        claims: new Set(claims.keys()),
      };
    };
    fc.assert(
      fc.property(anyNewState, orders, (first, [one, other]) => {
        expect(stateAfter(first, other)).toEqual(stateAfter(first, one));
      }),
      runOptions(500),
    );
  });
});
