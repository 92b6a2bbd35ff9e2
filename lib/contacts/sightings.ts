import type { Claim, Sighted } from './claims.ts';
import { type Identity, precedes, type Stamp } from './identities.ts';
import { joinName, type Name } from './names.ts';
import { type Assertion, type Assertions, supersedes, unspecified } from './sources.ts';

/** An identity with its key. */
export type KeyedIdentity = { readonly key: string; readonly identity: Identity };

/** A message that arrived from an address. */
export type Sighting = KeyedIdentity & {
  /** The other identities of the sender that the message names. */
  readonly with: readonly KeyedIdentity[];
  /** The sender's name, if the message gives one. */
  readonly name: Name | undefined;
  /** When the message was received, in epoch milliseconds. */
  readonly at: number;
  readonly by: string;
};

/** All identities that a message came from, its address first. */
export const identitiesIn = ({ key, identity, with: others }: Sighting): readonly KeyedIdentity[] => [
  { key, identity },
  ...others,
];

/** The assertions of the sender's name. A name with one part does not state that there is no other. */
export function nameAssertions({ name, at, by }: Pick<Sighting, 'name' | 'at' | 'by'>): Assertions {
  if (!name) return {};
  const asserted = (part: string | null): Assertion => (part === null ? unspecified : [part, at, by]);
  return { firstName: asserted(name.firstName), lastName: asserted(name.lastName) };
}

/** What a sighting changes in the name that the `sender` source asserts: the newest message gives it. */
export function newSenderAssertions(sighting: Sighting, sender: Assertions): Assertions {
  const named = sightedName(sighting);
  return named && supersedes(named, senderName(sender)) ? nameAssertions(sighting) : {};
}

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

/** The keys with which messages came from an address, with those of a sighting. */
export function cameWith({ with: others, at }: Sighting, known: Sighted = {}): Sighted {
  const keys = new Set([...(known.with ?? []), ...others.map(({ key }) => key)]);
  const hasGrown = keys.size > (known.with?.size ?? 0);
  const withAt = hasGrown ? Math.max(known.withAt ?? at, at) : known.withAt;
  return keys.size > 0 && withAt !== undefined ? { with: keys, withAt } : {};
}

/** The sender's name in a sighting, as one text. */
export const sightedName = ({ name, at, by }: Sighting): NonNullable<Sighted['named']> | undefined =>
  name && [joinName(name), at, by];

/** The name that the `sender` source asserts, as one text; undefined where it asserts none. */
export function senderName({ firstName, lastName }: Assertions): Sighted['named'] {
  const [, at, by] = (firstName?.[0] ? firstName : lastName) ?? unspecified;
  const name = { firstName: firstName?.[0] ?? null, lastName: lastName?.[0] ?? null };
  return name.firstName === null && name.lastName === null ? undefined : [joinName(name), at, by];
}

/** The `sender` assertions with the time of `named`, where that is a later message that gave the same name. */
export function withConfirmedName(sender: Assertions, named: Assertion | undefined): Assertions {
  const { firstName, lastName } = sender;
  const current = senderName(sender);
  if (!named || named[0] !== current?.[0] || !supersedes(named, current)) return sender;
  const [, at, by] = named;
  const name = { firstName: firstName?.[0] ?? null, lastName: lastName?.[0] ?? null };
  return { ...sender, ...nameAssertions({ name, at, by }) };
}
