import { assertOn, type ContactChange, claimWrites, touchesContact } from '../../../lib/contacts/change.ts';
import { proofOf } from '../../../lib/contacts/claims.ts';
import { toContact } from '../../../lib/contacts/contact.ts';
import { enrichContact } from '../../../lib/contacts/decisions/enrichContact.ts';
import { updateContact } from '../../../lib/contacts/decisions/updateContact.ts';
import { fold } from '../../../lib/contacts/fold.ts';
import { withConfirmedName } from '../../../lib/contacts/sightings.ts';
import type { Assertions } from '../../../lib/contacts/sources.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { anyAddress, anyFacts } from './anySources.ts';
import {
  anyNewState,
  anySighting,
  anyStep,
  claimNamesOf,
  commit,
  now,
  type State,
  type Step,
  sight,
} from './decisions/simulation.ts';
import { changedAt, identity, storedContact, verifiedAt } from './storedContact.ts';

const at = changedAt + 1000;
const author = { actor: 'key:2', at };
const change = (parts: Partial<ContactChange>): ContactChange => ({ ...author, contact: storedContact(), ...parts });

describe('any sequence of decisions', () => {
  const history = fc.tuple(anyNewState, fc.array(anyStep, { minLength: 1, maxLength: 10 }));

  it('leaves a contact whose identities and link are exactly what it has claimed', () => {
    fc.assert(
      fc.property(history, ([first, steps]) => {
        steps.reduce((before, { decide }) => {
          const after = commit(before, decide(before));
          expect([...after.claims.keys()].sort()).toEqual(claimNamesOf(after.contact).sort());
          for (const [key, identity] of Object.entries(after.contact.identities))
            expect(proofOf(after.claims.get(key) ?? {})).toEqual(proofOf(identity));
          return after;
        }, first);
      }),
      runOptions(250, 100_000),
    );
  });

  it('gives up an address that a message came from only where it is removed or replaced', () => {
    fc.assert(
      fc.property(history, ([first, steps]) => {
        steps.reduce((before, { decide, removes }) => {
          const after = commit(before, decide(before));
          if (removes) return after;
          const seen = Object.entries(before.contact.identities).filter(([, { verified }]) => verified !== undefined);
          expect(Object.keys(after.contact.identities)).toEqual(expect.arrayContaining(seen.map(([key]) => key)));
          return after;
        }, first);
      }),
      runOptions(200, 50_000),
    );
  });

  it('changes what a person asserts only where a person decides', () => {
    fc.assert(
      fc.property(history, ([first, steps]) => {
        steps.reduce((before, { by, decide }) => {
          const after = commit(before, decide(before));
          if (by === 'machine') expect(after.contact.sources.manual).toBe(before.contact.sources.manual);
          return after;
        }, first);
      }),
      runOptions(200, 50_000),
    );
  });

  it('gives back no address that a person removed, unless a person adds it', () => {
    fc.assert(
      fc.property(history, ([first, steps]) => {
        steps.reduce((before, { by, decide }) => {
          const after = commit(before, decide(before));
          const gained = Object.keys(after.contact.identities).filter((key) => !(key in before.contact.identities));
          if (by === 'machine') expect(gained.filter((key) => before.contact.refused?.includes(key))).toEqual([]);
          return after;
        }, first);
      }),
      runOptions(200, 50_000),
    );
  });

  it('never lets what a machine only reports take the place of what a person states', () => {
    fc.assert(
      fc.property(history, ([first, steps]) => {
        steps.reduce((before, { by, removes, decide }) => {
          const after = commit(before, decide(before));
          const [was, is] = [fold(before.contact), fold(after.contact)];
          for (const field of ['email', 'phone'] as const) {
            const [stated] = before.contact.sources.manual[field] ?? [];
            if (by === 'machine' && !removes && stated !== undefined && was[field] === stated)
              expect(is[field]).toBe(stated);
          }
          return after;
        }, first);
      }),
      runOptions(200, 50_000),
    );
  });

  it('is unchanged by a repetition of its last step', () => {
    fc.assert(
      fc.property(history, ([first, steps]) => {
        steps.reduce((before, { isRepeatable, decide }) => {
          const after = commit(before, decide(before));
          if (isRepeatable) expect(decide(after)).toBe('unchanged');
          return after;
        }, first);
      }),
      runOptions(250, 100_000),
    );
  });

  it('counts a version for each step that callers see', () => {
    fc.assert(
      fc.property(history, ([first, steps]) => {
        steps.reduce((before, { decide }) => {
          const after = commit(before, decide(before));
          const [was, is] = [before, after].map(({ contact }) => ({ ...toContact(contact), updatedAt: undefined }));
          const isVisible = JSON.stringify(was) !== JSON.stringify(is);
          expect(after.contact.version).toBe(before.contact.version + (isVisible ? 1 : 0));
          return after;
        }, first);
      }),
      runOptions(200, 50_000),
    );
  });
});

describe('two messages, an enrichment and an edit, in any order', () => {
  /** A contact that owns all addresses that messages come from; from each of them one came before. */
  const seen = fc
    .uniqueArray(anyAddress, { selector: ({ key }) => key, minLength: 4, maxLength: 4 })
    .map((addresses): State => {
      const { contactId } = storedContact();
      const proof = verifiedAt(-1);
      const identities = addresses.map(({ kind, value }) => identity(kind, value, proof));
      const claims = addresses.map(({ key }) => [key, { ownerId: contactId, ...proof }] as const);
      return { contact: storedContact({ identities: Object.assign({}, ...identities) }), claims: new Map(claims) };
    });

  const message = anySighting.map(
    (sighting): Step['decide'] =>
      (state) =>
        sight(state, sighting),
  );
  const enrichment = fc.record({ facts: anyFacts, observedAt: fc.nat(5), by: fc.uuid() }).map(
    (facts): Step['decide'] =>
      ({ contact }) =>
        enrichContact(contact, facts, new Map(), now),
  );
  const newAddress = fc.constantFrom('new@one.example', 'anna@one.example', null);
  const input = fc.record(
    { firstName: fc.constant('Anne'), lastName: fc.constantFrom('Person', 'Edit'), email: newAddress },
    { requiredKeys: ['firstName', 'lastName'] },
  );

  const permutations = <T>(items: readonly T[]): T[][] =>
    items.length < 2
      ? [[...items]]
      : items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));

  /** The time of a name may be in the contact, or in any of its claims. */
  const essence = ({ contact, claims }: State) => ({
    sources: {
      ...contact.sources,
      sender: [...claims.values()].reduce(
        (known: Assertions, { named }) => withConfirmedName(known, named),
        contact.sources.sender ?? {},
      ),
    },
    identities: Object.fromEntries(Object.entries(contact.identities).map(([key, { verified }]) => [key, verified])),
    claims: Object.fromEntries([...claims].map(([key, { verified, with: others }]) => [key, { verified, others }])),
  });

  it('leave the same contact and the same claims, with what the person stated', () => {
    fc.assert(
      fc.property(seen, message, message, enrichment, input, (first, one, other, enrich, edit) => {
        const patch: Step['decide'] = ({ contact }) => updateContact(contact, edit, author);
        const [some, ...others] = permutations([one, other, enrich, patch]).map((order) =>
          order.reduce((state, decide) => commit(state, decide(state)), first),
        );
        for (const each of others) expect(essence(each)).toEqual(some && essence(some));
        expect(some && fold(some.contact)).toMatchObject(edit);
      }),
      runOptions(50, 20_000),
    );
  });
});

describe('assertOn', () => {
  it('adds assertions to those of the source, with the addresses that the contact gets and gives up', () => {
    const contact = storedContact({
      sources: { manual: { companyName: ['Acme', 1, 'x'], email: ['a@one.example', 1, 'x'] } },
      identities: identity('email', 'a@one.example'),
    });
    expect(assertOn(contact, 'manual', { email: ['b@one.example', at, 'key:2'] }, author)).toEqual({
      ...author,
      contact,
      sources: { manual: { companyName: ['Acme', 1, 'x'], email: ['b@one.example', at, 'key:2'] } },
      identities: { 'email#a@one.example': null, ...identity('email', 'b@one.example', { confirmed: [at, 'key:2'] }) },
    });
  });

  it('starts a source that has asserted nothing', () => {
    const { sources } = assertOn(storedContact(), 'crm', { companyName: ['Acme', 1, 'crm:x'] }, author);
    expect(sources).toEqual({ crm: { companyName: ['Acme', 1, 'crm:x'] } });
  });
});

describe('claimWrites', () => {
  const [a, b] = ['email#a@one.example', 'email#b@one.example'];
  const confirmed = { confirmed: [1, 'key:1'] } as const;
  const contact = storedContact({ identities: identity('email', 'a@one.example', confirmed), externalRef: 'record-1' });
  const written = (parts: Partial<ContactChange>) => claimWrites(change({ contact, ...parts }));

  it.each<[string, Partial<ContactChange>, ReturnType<typeof claimWrites>]>([
    ['nothing for a change of sources', { sources: { crm: null } }, []],
    [
      'the claim of a new identity, as strong as that is',
      { identities: identity('email', 'b@one.example', confirmed) },
      [{ action: 'take', field: 'email', key: b, proof: confirmed }],
    ],
    [
      'the strength of an identity that changes',
      { identities: identity('email', 'a@one.example') },
      [{ action: 'update', field: 'email', key: a, proof: {} }],
    ],
    ['the release of one that leaves', { identities: { [a]: null } }, [{ action: 'release', field: 'email', key: a }]],
    [
      'what a claim remembers, beside its strength',
      { claimUpdates: [{ key: a, read: { ownerId: 'x' }, sighted: { named: ['Anna', 1, 'x'] } }] },
      [
        {
          action: 'update',
          field: 'email',
          key: a,
          proof: confirmed,
          sighted: { named: ['Anna', 1, 'x'] },
          read: { ownerId: 'x' },
        },
      ],
    ],
    [
      'nothing for a link to the same record',
      { link: { resolutionStatus: 'crm_resolved', externalRef: 'record-1' } },
      [],
    ],
    [
      'the records of another link',
      { link: { resolutionStatus: 'crm_resolved', externalRef: 'record-2' } },
      [
        { action: 'take', field: 'externalRef', key: 'record-2', proof: {} },
        { action: 'release', field: 'externalRef', key: 'record-1' },
      ],
    ],
    [
      'the record of a link that ends',
      { link: { resolutionStatus: 'unresolved' } },
      [{ action: 'release', field: 'externalRef', key: 'record-1' }],
    ],
    [
      'everything that a removed contact owns',
      { removed: true },
      [
        { action: 'release', field: 'email', key: a },
        { action: 'release', field: 'externalRef', key: 'record-1' },
      ],
    ],
    [
      'everything that a new contact has',
      { created: true },
      [
        { action: 'take', field: 'email', key: a, proof: confirmed },
        { action: 'take', field: 'externalRef', key: 'record-1', proof: {} },
      ],
    ],
  ])('are %s', (_, parts, expected) => {
    expect(written(parts)).toEqual(expected);
  });
});

describe('touchesContact', () => {
  const claim = { ownerId: 'x' };

  it.each<[boolean, string, Partial<ContactChange>]>([
    [true, 'a source', { sources: { crm: null } }],
    [true, 'an identity', { identities: { 'email#x': null } }],
    [true, 'what a person removed', { refused: ['email#x'] }],
    [true, 'the link', { link: { resolutionStatus: 'unresolved' } }],
    [true, 'what a claim remembers', { claimUpdates: [{ key: 'email#x', read: claim, sighted: {} }] }],
    [false, 'empty parts', { sources: {}, identities: {}, claimUpdates: [] }],
    [false, 'the resolution', { resolution: { set: { attempts: 1 } } }],
    [false, 'nothing', {}],
  ])('is %p for a change of %s', (expected, _, parts) => {
    expect(touchesContact(change(parts))).toBe(expected);
  });
});
