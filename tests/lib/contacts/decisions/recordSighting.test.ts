import type { ContactChange } from '../../../../lib/contacts/change.ts';
import type { Claim } from '../../../../lib/contacts/claims.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { recordSighting, senderOf } from '../../../../lib/contacts/decisions/recordSighting.ts';
import type { Proof } from '../../../../lib/contacts/identities.ts';
import {
  knowsAll,
  type Sighting,
  senderNames,
  sightedName,
  withConfirmedName,
} from '../../../../lib/contacts/sightings.ts';
import { type Assertions, type Sources, unspecified } from '../../../../lib/contacts/sources.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { anyAddress } from '../anySources.ts';
import { identity, storedContact, verifiedAt } from '../storedContact.ts';
import { anySighting, anyState, commit, type State, sight } from './simulation.ts';

const now = 9000;
const a = 'a@one.example';
const key = `email#${a}`;
const phone = { key: 'phone#+15550100', identity: { kind: 'phone', value: '+15550100', channel: 'email' } };
const chat = { key: 'chat#1', identity: { kind: 'chat', value: '1', channel: 'email' } };
const anna = { firstName: 'Anna', lastName: 'Smith' };
const ownerId = storedContact().contactId;

const sighting = (parts: Partial<Sighting> = {}): Sighting => ({
  key,
  identity: { kind: 'email', value: a, channel: 'email' },
  with: [],
  name: undefined,
  at: 5,
  by: 'message:b',
  ...parts,
});

const nameSince = (at: number, by = 'message:b'): Assertions => ({
  firstName: ['Anna', at, by],
  lastName: ['Smith', at, by],
});

/** First messages came from the email at 1 and from the phone at 2. */
const seen: Proof = verifiedAt(1, 'message:a');
const identities = { ...identity('email', a, seen), ...identity('phone', '+15550100', verifiedAt(2, 'x')) };

const decide = (
  sighted: Sighting,
  claims: { readonly [key: string]: Partial<Claim> } = { [key]: seen },
  attributes: Partial<StoredContact> = {},
) => {
  const owned = Object.entries(claims).map(([each, claim]) => [each, { ownerId, ...claim }] as const);
  return recordSighting(storedContact({ identities, ...attributes }), sighted, new Map(owned), now);
};
const named = (sender: Assertions): { readonly sources: Sources & { readonly manual: object } } => ({
  sources: { manual: {}, sender },
});

describe('senderOf', () => {
  const by = (first: Partial<Claim> | undefined, second?: Partial<Claim>) =>
    senderOf(
      sighting({ with: [phone] }),
      new Map([
        ...(first ? [[key, { ownerId: '1', ...first }] as const] : []),
        ...(second ? [[phone.key, { ownerId: '2', ...second }] as const] : []),
      ]),
    );

  it('is the owner of the first identity that is verified or confirmed', () => {
    expect(by(seen, seen)).toBe('1');
    expect(by({ confirmed: [1, 'key:1'] })).toBe('1');
    expect(by({}, seen)).toBe('2');
    expect(by(undefined, { confirmed: [1, 'key:1'] })).toBe('2');
  });

  it('is nobody where addresses are only reported, or free', () => {
    expect(by({}, {})).toBeUndefined();
    expect(by(undefined)).toBeUndefined();
  });
});

describe('recordSighting', () => {
  it('records the first message from an address in the identity and the claim, and the name in the sender source', () => {
    const proof: Proof = { confirmed: [1, 'key:1'] };
    const contact = storedContact({ identities: identity('email', a, proof) });
    const own = { ownerId, ...proof };
    const first = sighting({ name: anna });
    expect(recordSighting(contact, first, new Map([[key, own]]), now)).toEqual({
      contact,
      actor: 'message:b',
      at: now,
      observedAt: 5,
      sources: { sender: nameSince(5) },
      identities: { [key]: { ...first.identity, verified: [5, 'message:b'], ...proof } },
      claimUpdates: [{ key, read: own, sighted: { named: ['Anna Smith', 5, 'message:b'] } }],
    });
  });

  it.each<[string, Assertions, Sighting, Partial<Claim>]>([
    ['a later message without a name', {}, sighting(), seen],
    [
      'a later message with an older name than is known',
      nameSince(8),
      sighting({ name: { firstName: 'Bo', lastName: null } }),
      { ...seen, named: ['Anna Smith', 8, 'message:b'] },
    ],
    [
      'the same message again',
      nameSince(5),
      sighting({ name: anna }),
      { ...seen, named: ['Anna Smith', 5, 'message:b'] },
    ],
    ['known identities', {}, sighting({ with: [chat] }), { ...seen, with: new Set([chat.key]), withAt: 1 }],
  ])('leaves the contact unchanged for %s', (_, sender, sighted, own) => {
    expect(decide(sighted, { [key]: own }, named(sender))).toBe('unchanged');
  });

  it('takes the name of a newer message, and claims remember no other', () => {
    const old = ['Anna Smith', 3, 'message:a'] as const;
    const chats = { 'chat#1': { kind: 'chat', value: '1', ...seen }, 'chat#2': { kind: 'chat', value: '2', ...seen } };
    const decision = decide(
      sighting({ name: { firstName: 'Bo', lastName: null } }),
      {
        [key]: { ...seen, named: old },
        [phone.key]: { ...seen, named: old },
        'chat#1': seen,
        'chat#2': { named: old },
      },
      { ...named(nameSince(3, 'message:a')), identities: { ...identities, ...chats } },
    );
    expect(decision).toMatchObject({
      sources: { sender: { firstName: ['Bo', 5, 'message:b'], lastName: unspecified } },
      identities: {},
    });
    expect((decision as ContactChange).claimUpdates).toMatchObject([
      { key, read: { named: old }, sighted: { named: ['Bo', 5, 'message:b'] } },
      { key: phone.key, read: { named: old }, sighted: {} },
      { key: 'chat#2', read: { named: old }, sighted: {} },
    ]);
  });

  it('lets a claim that remembers no name learn the one that the contact has', () => {
    const decision = decide(sighting({ name: anna }), { [key]: seen }, named(nameSince(8)));
    expect(decision).not.toHaveProperty('sources');
    expect(decision).toMatchObject({
      identities: {},
      claimUpdates: [{ key, sighted: { named: ['Anna Smith', 8, 'message:b'] } }],
    });
  });

  it('lets claims keep an earlier time of the name that is still current', () => {
    const old = { ...seen, named: ['Anna Smith', 3, 'message:a'] } as const;
    const decision = decide(
      sighting({ name: anna }),
      { [key]: old, [phone.key]: old },
      named(nameSince(3, 'message:a')),
    );
    expect(decision).toMatchObject({
      sources: { sender: nameSince(5) },
      claimUpdates: [{ key, sighted: { named: ['Anna Smith', 5, 'message:b'] } }],
    });
  });

  it.each([
    ['its own claim', key],
    ['the claim of another address', phone.key],
  ])('takes no name that is older than the confirmation in %s', (_, place) => {
    const later = { [place]: { ...seen, named: ['Anna Smith', 8, 'message:c'] as const } };
    const older = sighting({ name: { firstName: 'Bo', lastName: null } });
    expect(decide(older, { [key]: seen, ...later }, named(nameSince(3, 'message:a')))).toMatchObject({
      sources: { sender: nameSince(8, 'message:c') },
    });
  });

  it('records an earlier message as the first one, with its spelling of the address', () => {
    const earlier = sighting({ at: 0, identity: { kind: 'email', value: 'A@One.example' } });
    expect(decide(earlier)).toMatchObject({
      identities: { [key]: { value: 'A@One.example', verified: [0, 'message:b'] } },
    });
  });

  it('is stale where the contact has lost an address meanwhile, or got that of another one', () => {
    expect(decide(sighting(), { [key]: seen }, { identities: {} })).toEqual({ stale: 'claim' });
    const claims = { [key]: seen, [phone.key]: { ownerId: 'other', ...seen } };
    expect(decide(sighting({ with: [phone] }), claims)).toEqual({ stale: 'claim' });
  });
});

describe('a message with several identities', () => {
  it('gives the contact those that are free or only reported for another, and the claim remembers them', () => {
    const decision = decide(
      sighting({ with: [phone, chat] }),
      { [key]: seen, [phone.key]: { ownerId: 'x' } },
      {
        identities: identity('email', a, seen),
      },
    );
    expect(decision).toMatchObject({
      identities: {
        [phone.key]: { ...phone.identity, verified: [5, 'message:b'] },
        [chat.key]: { ...chat.identity, verified: [5, 'message:b'] },
      },
      claimUpdates: [{ key, sighted: { with: new Set([phone.key, chat.key]), withAt: 5 } }],
    });
    expect(decision).not.toHaveProperty('suggestions');
  });

  it('verifies an address of its own that is only reported', () => {
    const own = { ...identity('email', a, seen), ...identity('phone', '+15550100') };
    expect(decide(sighting({ with: [phone] }), { [key]: seen, [phone.key]: {} }, { identities: own })).toMatchObject({
      identities: { [phone.key]: { verified: [5, 'message:b'] } },
    });
  });

  it('leaves those that are proven for another contact to it, and suggests that the two are one person, once', () => {
    const others = { [phone.key]: { ownerId: 'x', ...seen } };
    const contact = { identities: identity('email', a, seen) };
    const decision = decide(sighting({ with: [phone] }), { [key]: seen, ...others }, contact);
    expect(decision).toMatchObject({
      identities: {},
      claimUpdates: [{ key, sighted: { with: new Set([phone.key]) } }],
      suggestions: [
        { otherId: 'x', reason: { field: 'phone', key: phone.key, at: 5, by: 'message:b' }, weight: 'strong' },
      ],
    });
    const known = { [key]: { ...seen, with: new Set([phone.key]), withAt: 1 } };
    expect(decide(sighting({ with: [phone] }), { ...known, ...others }, contact)).toBe('unchanged');
  });

  it('gives back no address that a person removed, and none that has left since it came with this one', () => {
    const contact = { identities: identity('email', a, seen), refused: [phone.key] };
    expect(decide(sighting({ with: [phone] }), { [key]: seen }, contact)).toMatchObject({ identities: {} });
    const known = { [key]: { ...seen, with: new Set([chat.key]), withAt: 1 } };
    expect(decide(sighting({ with: [chat] }), known, contact)).toBe('unchanged');
  });

  it('gives no address to a contact that has 50', () => {
    const many = Array.from({ length: 49 }, (_, i) => identity('email', `x${i}@one.example`));
    const contact = { identities: Object.assign({ ...identity('email', a, seen) }, ...many) };
    const decision = decide(sighting({ with: [phone, chat] }), { [key]: seen }, contact);
    expect(decision).toMatchObject({ identities: {}, ignored: 2 });
  });
});

describe('recordSighting of any sighting', () => {
  it('writes to no source but its own, and gives up nothing', () => {
    fc.assert(
      fc.property(anyState, anySighting, (state, sighted) => {
        const after = commit(state, sight(state, sighted));
        const { sender: _, ...others } = after.contact.sources;
        const { sender: __, ...before } = state.contact.sources;
        expect(others).toEqual(before);
        expect([...after.claims.keys()]).toEqual(expect.arrayContaining([...state.claims.keys()]));
      }),
      runOptions(100, 30_000),
    );
  });
});

describe('sightings in any order', () => {
  const stated: Proof = { confirmed: [0, 'key:1'] };
  /** A contact that owns all addresses by a person's word, from which no message came yet. */
  const first = fc
    .uniqueArray(anyAddress, { selector: (each) => each.key, minLength: 4, maxLength: 4 })
    .map((addresses): State => {
      const contact = storedContact({
        identities: Object.assign({}, ...addresses.map(({ kind, value }) => identity(kind, value, stated))),
      });
      return { contact, claims: new Map(addresses.map((each) => [each.key, { ownerId, ...stated }])) };
    });

  const sightings = fc
    .uniqueArray(anySighting, { selector: ({ by }) => by, minLength: 2, maxLength: 8 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));

  /** The store's shortcut: a later message with the name that the claim remembers changes nothing but the claim. */
  function confirm({ contact, claims }: State, sighted: Sighting): State | undefined {
    const own = claims.get(sighted.key);
    const name = sightedName(sighted);
    if (!own?.verified || !own.named || !name || !knowsAll(sighted, own)) return undefined;
    const isConfirmed = own.named[0] === name[0] && own.named[1] < name[1] && own.verified[0] < name[1];
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
    claims: Object.fromEntries([...claims].map(([name, { named: _, withAt: __, ...claim }]) => [name, claim])),
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
            // No claim remembers a name that is no part of the sender's: a message with it would pass as known.
            const current = senderNames(after.contact.sources.sender ?? {}).map(([text]) => text);
            const names = [...after.claims.values()].flatMap(({ named }) => (named ? [named[0]] : []));
            if (names.some((name) => !current.includes(name)))
              throw new Error(`A claim remembers another name than ${current}`);
            return after;
          }, state),
        );
        expect(other && essence(other)).toEqual(one && essence(one));
      }),
      runOptions(150, 40_000),
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
      runOptions(100, 30_000),
    );
  });
});
