import type { ContactChange } from '../../../../lib/contacts/change.ts';
import type { Claim } from '../../../../lib/contacts/claims.ts';
import { isEarlier, recordSighting } from '../../../../lib/contacts/decisions/recordSighting.ts';
import { type Sighting, sightedName, withConfirmedName } from '../../../../lib/contacts/sightings.ts';
import type { Assertions, Sources } from '../../../../lib/contacts/sources.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { anyAddress } from '../anySources.ts';
import { identity, storedContact } from '../storedContact.ts';
import { anySighting, anyState, commit, type State, sight } from './simulation.ts';

const now = 9000;
const a = 'a@one.example';
const key = `email#${a}`;
const anna = { firstName: 'Anna', lastName: 'Smith' };
const ownerId = storedContact().contactId;

const sighting = (parts: Partial<Sighting> = {}): Sighting => ({
  key,
  identity: { kind: 'email', value: a, channel: 'email' },
  name: undefined,
  at: 5,
  by: 'message:b',
  ...parts,
});

const nameSince = (at: number, by = 'message:b'): Assertions => ({
  firstName: ['Anna', at, by],
  lastName: ['Smith', at, by],
});

/** A contact from whose address a first message came at 1. */
const sender: Assertions = { email: [a, 1, 'message:a'] };
const seen = [a, 1, 'message:a'] as const;
const contactWith = (sources: Partial<Sources>) =>
  storedContact({
    sources: { manual: {}, ...sources },
    identities: { ...identity('email', a, 1), ...identity('phone', '+15550100', 2) },
  });

const decide = (
  sources: Partial<Sources>,
  sighted: Sighting,
  own: Partial<Claim>,
  others: { readonly [key: string]: Partial<Claim> } = {},
) => {
  const claims = Object.entries(others).map(([other, claim]) => [other, { ownerId, ...claim }] as const);
  return recordSighting(contactWith(sources), sighted, { own: { ownerId, ...own }, others: new Map(claims) }, now);
};

describe('recordSighting', () => {
  it('records the first message from an address in the sender source, the identity and the claim', () => {
    const contact = storedContact({ identities: identity('email', a) });
    const own = { ownerId };
    const first = sighting({ name: anna });
    expect(recordSighting(contact, first, { own, others: new Map() }, now)).toEqual({
      contact,
      actor: 'message:b',
      at: now,
      sources: { sender: { ...nameSince(5), email: [a, 5, 'message:b'] } },
      identities: { [key]: { ...first.identity, seenAt: 5 } },
      claimUpdates: [{ key, read: own, sighted: { seen: [a, 5, 'message:b'], named: ['Anna Smith', 5, 'message:b'] } }],
    });
  });

  it.each<[string, Assertions, Sighting, Partial<Claim>]>([
    ['a later message without a name', sender, sighting(), { seen }],
    [
      'a later message with an older name than is known',
      { ...sender, ...nameSince(8) },
      sighting({ name: { firstName: 'Bo', lastName: null } }),
      { seen, named: ['Anna Smith', 8, 'message:b'] },
    ],
    [
      'the same message again',
      { ...sender, ...nameSince(5) },
      sighting({ name: anna }),
      { seen, named: ['Anna Smith', 5, 'message:b'] },
    ],
  ])('leaves the contact unchanged for %s', (_, assertions, sighted, own) => {
    expect(decide({ sender: assertions }, sighted, own)).toBe('unchanged');
  });

  it('takes the name of a newer message, and claims remember no other', () => {
    const named = ['Anna Smith', 3, 'message:a'] as const;
    const decision = decide(
      { sender: { ...sender, ...nameSince(3, 'message:a') } },
      sighting({ name: { firstName: 'Bo', lastName: null } }),
      { seen, named },
      { 'phone#+15550100': { seen: ['+15550100', 2, 'x'], named }, 'chat#1': { named }, 'chat#2': {} },
    );
    expect(decision).toMatchObject({
      sources: { sender: { ...sender, firstName: ['Bo', 5, 'message:b'], lastName: [null, 5, 'message:b'] } },
      identities: {},
    });
    expect((decision as ContactChange).claimUpdates).toStrictEqual([
      { key, read: { ownerId, seen, named }, sighted: { seen, named: ['Bo', 5, 'message:b'] } },
      {
        key: 'phone#+15550100',
        read: { ownerId, seen: ['+15550100', 2, 'x'], named },
        sighted: { seen: ['+15550100', 2, 'x'] },
      },
      { key: 'chat#1', read: { ownerId, named }, sighted: {} },
    ]);
  });

  it('lets a claim that remembers no name learn the one that the contact has', () => {
    const assertions = { ...sender, ...nameSince(8) };
    const decision = decide({ sender: assertions }, sighting({ name: anna }), { seen });
    expect(decision).not.toHaveProperty('sources');
    expect(decision).toMatchObject({
      identities: {},
      claimUpdates: [{ key, sighted: { seen, named: ['Anna Smith', 8, 'message:b'] } }],
    });
  });

  it('lets claims keep an earlier time of the name that is still current', () => {
    const others = { 'phone#+15550100': { named: ['Anna Smith', 3, 'message:a'] } } as const;
    const assertions = { ...sender, ...nameSince(3, 'message:a') };
    const own = { seen, named: ['Anna Smith', 3, 'message:a'] } as const;
    expect(decide({ sender: assertions }, sighting({ name: anna }), own, others)).toMatchObject({
      sources: { sender: { ...sender, ...nameSince(5) } },
      claimUpdates: [{ key, sighted: { seen, named: ['Anna Smith', 5, 'message:b'] } }],
    });
  });

  it.each([
    ['its own claim', { named: ['Anna Smith', 8, 'message:c'] }, {}],
    ['the claim of another address', {}, { 'phone#+15550100': { named: ['Anna Smith', 8, 'message:c'] } }],
  ] as const)('takes no name that is older than the confirmation in %s', (_, own, others) => {
    const assertions = { ...sender, ...nameSince(3, 'message:a') };
    const older = sighting({ name: { firstName: 'Bo', lastName: null } });
    expect(decide({ sender: assertions }, older, { seen, ...own }, others)).toMatchObject({
      sources: { sender: { ...sender, ...nameSince(8, 'message:c') } },
    });
  });

  it('records an earlier message as the first one, with its spelling of the address', () => {
    const earlier = sighting({ at: 0, identity: { kind: 'email', value: 'A@One.example' } });
    expect(decide({ sender }, earlier, { seen })).toMatchObject({
      sources: { sender: { email: ['A@One.example', 0, 'message:b'] } },
      identities: { [key]: { value: 'A@One.example', seenAt: 0 } },
      claimUpdates: [{ key, sighted: { seen: ['A@One.example', 0, 'message:b'] } }],
    });
  });

  it('keeps the address of the sender source that messages came from earlier', () => {
    const phone = sighting({ key: 'phone#+15550100', identity: { kind: 'phone', value: '+15550100' } });
    expect(decide({ sender: { ...sender, phone: ['+15550199', 2, 'x'] } }, phone, {})).toEqual({
      contact: expect.anything(),
      actor: 'message:b',
      at: now,
      identities: { 'phone#+15550100': { kind: 'phone', value: '+15550100', seenAt: 5 } },
      claimUpdates: [{ key: 'phone#+15550100', read: { ownerId }, sighted: { seen: ['+15550100', 5, 'message:b'] } }],
    });
  });

  it('asserts no address of a chat', () => {
    const chat = sighting({ key: 'chat#1', identity: { kind: 'chat', value: '1' } });
    expect(decide({}, chat, {})).not.toHaveProperty('sources');
  });

  it('writes to no source but its own, and takes and releases nothing', () => {
    fc.assert(
      fc.property(anyState, anySighting, (state, sighted) => {
        const after = commit(state, sight(state, sighted));
        const { sender: _, ...others } = after.contact.sources;
        const { sender: __, ...before } = state.contact.sources;
        expect(others).toEqual(before);
        expect([...after.claims.keys()]).toEqual([...state.claims.keys()]);
      }),
      runOptions(300),
    );
  });
});

describe('isEarlier', () => {
  it.each<[boolean, Partial<Sighting>, Partial<Claim>]>([
    [true, {}, {}],
    [true, { at: 0 }, { seen }],
    [false, { at: 1, by: 'message:b' }, { seen }],
    [true, { at: 1, by: 'message:0' }, { seen }],
    [false, { at: 1, by: 'message:a' }, { seen }],
    [false, { at: 2 }, { seen }],
  ])('is %p for %j where the claim remembers %j', (expected, parts, claim) => {
    expect(isEarlier(sighting(parts), { ownerId, ...claim })).toBe(expected);
  });
});

describe('sightings in any order', () => {
  /** A contact that owns all addresses, from which no message came yet. */
  const first = fc.uniqueArray(anyAddress, { selector: (each) => each.key, minLength: 2 }).map((addresses): State => {
    const contact = storedContact({
      identities: Object.assign({}, ...addresses.map(({ kind, value }) => identity(kind, value))),
    });
    return { contact, claims: new Map(addresses.map((each) => [each.key, { ownerId }])) };
  });

  const sightings = fc
    .uniqueArray(anySighting, { selector: ({ by }) => by, minLength: 2, maxLength: 8 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));

  /** The store's shortcut: a later message with the name that the claim remembers changes nothing but the claim. */
  function confirm({ contact, claims }: State, sighted: Sighting): State | undefined {
    const own = claims.get(sighted.key);
    const name = sightedName(sighted);
    if (!own?.seen || !own.named || !name) return undefined;
    const isConfirmed = own.named[0] === name[0] && own.named[1] < name[1] && own.seen[1] < name[1];
    return isConfirmed ? { contact, claims: new Map(claims).set(sighted.key, { ...own, named: name }) } : undefined;
  }

  /** What does not depend on the order: the time of a name may be in the contact, or in any of its claims. */
  const essence = ({ contact, claims }: State) => ({
    manual: contact.sources.manual,
    sender: [...claims.values()].reduce(
      (known: Assertions, { named }) => withConfirmedName(known, named),
      contact.sources.sender ?? {},
    ),
    identities: contact.identities,
    claims: Object.fromEntries(
      [...claims].map(([name, claim]) => [name, { ownerId: claim.ownerId, seen: claim.seen }]),
    ),
  });

  it.each([
    ['each with a decision', () => undefined],
    ['with the shortcut for names that are known', confirm],
  ])('leave the same contact and the same claims: %s', (_, shortcut) => {
    fc.assert(
      fc.property(first, sightings, (state, orders) => {
        const [one, other] = orders.map((order) =>
          order.reduce((before, each) => {
            const after = shortcut(before, each) ?? commit(before, sight(before, each));
            // No claim remembers a name that is not the sender's: a message with it would pass as known.
            const { firstName, lastName } = after.contact.sources.sender ?? {};
            const current = [firstName?.[0], lastName?.[0]].filter(Boolean).join(' ');
            const names = [...after.claims.values()].flatMap(({ named }) => (named ? [named[0]] : []));
            if (names.some((name) => name !== current))
              throw new Error(`A claim remembers another name than ${current}`);
            return after;
          }, state),
        );
        expect(other && essence(other)).toEqual(one && essence(one));
      }),
      runOptions(400),
    );
  });

  it('change nothing when they arrive again', () => {
    fc.assert(
      fc.property(first, sightings, (state, [all]) => {
        const after = all.reduce((before, each) => commit(before, sight(before, each)), state);
        expect(all.reduce((before, each) => commit(before, sight(before, each)), after).contact.sources).toEqual(
          after.contact.sources,
        );
      }),
      runOptions(300),
    );
  });
});
