import { isDeepStrictEqual } from 'node:util';
import type { Claim, Sighted } from './claims.ts';
import type { DisplayName } from './displayNames.ts';
import { type Identity, maxIdentities, precedes, type Stamp } from './identities.ts';
import { type Assertions, type StatedName, supersedes } from './sources.ts';
import { assertionsOf, isPartOf, namesIn, outdates, textOf, withName } from './statedNames.ts';

/** An identity with its key. */
export type KeyedIdentity = { readonly key: string; readonly identity: Identity };

/** A message that arrived from an address. */
export type Sighting = KeyedIdentity & {
  /** The other identities of the sender that the message names. */
  readonly with: readonly KeyedIdentity[];
  /** The sender's name and a company beside it, if the message gives a name. */
  readonly name: DisplayName | undefined;
  /** When the message was received, in epoch milliseconds. */
  readonly at: number;
  readonly by: string;
};

/** All identities that a message came from, its address first. */
export const identitiesIn = ({ key, identity, with: others }: Sighting): readonly KeyedIdentity[] => [
  { key, identity },
  ...others,
];

/** The sender's name in a sighting, as one text. */
export const sightedName = ({ name, at, by }: Sighting): Named | undefined => name && [textOf(name), at, by];

/** What the `sender` source asserts from a sighting on; the same object where nothing changes. */
export const withSightedName = (sender: Assertions, { name, at, by }: Sighting): Assertions =>
  name ? renamed(sender, withName(namesIn(sender), { ...name, at, by })) : sender;

/** A name as one text, when a message gave it, and which. */
export type Named = NonNullable<Sighted['named']>;

const stampOf = ({ at, by }: Sighting): Stamp => [at, by];

/** An identity that a message came from, as the contact has it from then on: of several messages, the first counts. */
export function verifiedBy(sighting: Sighting, identity: Identity, known?: Identity): Identity {
  if (known && !isEarlier(sighting, known)) return known;
  return { ...identity, verified: stampOf(sighting), ...(known?.confirmed && { confirmed: known.confirmed }) };
}

/** Whether a sighting is earlier than the first known message from an address. */
export const isEarlier = (sighting: Sighting, { verified }: Pick<Identity, 'verified'>): boolean =>
  verified === undefined || precedes(stampOf(sighting), verified);

/** Whether the claim of a sighting's address knows all other identities of the sender, since an earlier message. */
export const knowsAll = ({ with: others, at }: Sighting, claim: Claim): boolean =>
  others.length === 0 ||
  (claim.withAt !== undefined && claim.withAt < at && others.every(({ key }) => claim.with?.has(key)));

/** More than a contact can have: what else comes with an address is no secret of its sender. */
const maxWith = 2 * maxIdentities;

/** The keys with which messages came from an address, with those of a sighting. The first 100 are remembered. */
export function cameWith({ with: others, at }: Sighting, known: Sighted = {}): Sighted {
  const keys = new Set([...(known.with ?? []), ...others.map(({ key }) => key)].slice(0, maxWith));
  const hasGrown = keys.size > (known.with?.size ?? 0);
  const withAt = hasGrown ? Math.max(known.withAt ?? at, at) : known.withAt;
  return keys.size > 0 && withAt !== undefined ? { with: keys, withAt } : {};
}

/**
 * The name that the `sender` source asserts, and those of its names that are parts of it, as texts. A later time of one
 * of them changes no value, so that claims can remember them.
 */
export function senderNames({ names, ...sender }: Assertions): readonly Named[] {
  const [shown] = namesIn(sender);
  const parts = (names ?? []).filter((name) => shown && isPartOf(name, shown));
  return [...(shown ? [shown] : []), ...parts].map((name) => [textOf(name), name.at, name.by]);
}

/** Whether a name is the known one, or an older one that states no more. */
export const isOutdated = (named: Named, known: Named): boolean =>
  isDeepStrictEqual(named, known) || outdates(asStated(known), asStated(named));

/** Without the company, which says nothing about how full a name is. */
const asStated = ([text, at, by]: Named): StatedName => ({
  firstName: text.replace(/ \(.*$/s, ''),
  lastName: null,
  at,
  by,
});

/** The `sender` assertions with the time of `named`, where that is a later message that gave a known name. */
export function withConfirmedName(sender: Assertions, named: Named | undefined): Assertions {
  const names = namesIn(sender);
  const known = named && names.find((name) => textOf(name) === named[0]);
  if (!known || !supersedes(named, [named[0], known.at, known.by])) return sender;
  return renamed(sender, withName(names, { ...known, at: named[1], by: named[2] }));
}

function renamed(sender: Assertions, names: readonly StatedName[]): Assertions {
  if (isDeepStrictEqual(names, namesIn(sender))) return sender;
  const { firstName: _, lastName: __, companyName: ___, names: ____, ...others } = sender;
  return { ...others, ...assertionsOf(names) };
}
