import type { Claim, Sighted } from './claims.ts';
import type { DisplayName } from './displayNames.ts';
import { type Identity, precedes, type Stamp } from './identities.ts';
import { joinName } from './names.ts';
import { type Assertion, type Assertions, supersedes, unspecified } from './sources.ts';

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

/** The assertions of the sender's name and of the company beside it. A name with one part does not state that there is no other. */
export function nameAssertions({ name, at, by }: Pick<Sighting, 'name' | 'at' | 'by'>): Assertions {
  if (!name) return {};
  const asserted = (part: string | null): Assertion => (part === null ? unspecified : [part, at, by]);
  return {
    firstName: asserted(name.firstName),
    lastName: asserted(name.lastName),
    ...(name.companyName !== undefined && { companyName: [name.companyName, at, by] }),
  };
}

/**
 * What the `sender` source asserts from a sighting on: the newest name that is more than initials, and the company beside
 * it. Empty where the known name stays.
 */
export function newSenderAssertions(sighting: Sighting, sender: Assertions): Assertions {
  const named = sightedName(sighting);
  return named && supersedesName(named, senderName(sender)) ? nameAssertions(sighting) : {};
}

type Named = NonNullable<Sighted['named']>;

/** Whether a name replaces the known one. One of initials only gives way to a fuller one; else the newer counts. */
export function supersedesName(named: Named, known: Named | undefined): boolean {
  if (known === undefined) return true;
  const isFull = !hasInitialsOnly(named[0]);
  return isFull === !hasInitialsOnly(known[0]) ? supersedes(named, known) : isFull;
}

/**
 * Whether the given names are initials: `J`, `J. R. Smith`. It does not depend on other names, so names have one order,
 * and the order of arrival makes no difference.
 */
const hasInitialsOnly = (name: string | null): boolean =>
  /^\p{Lu}\.?(?:[ -]?\p{Lu}\.?)*(?: \S{2,})?(?: \(.*)?$/u.test(name ?? '') && !/^\p{Lu}{2}/u.test(name ?? '');

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

/** A name and the company beside it, as one text. */
const textOf = (name: DisplayName): string =>
  name.companyName === undefined ? joinName(name) : `${joinName(name)} (${name.companyName})`;

/** The sender's name in a sighting, as one text. */
export const sightedName = ({ name, at, by }: Sighting): NonNullable<Sighted['named']> | undefined =>
  name && [textOf(name), at, by];

/** The name that the `sender` source asserts, as one text; undefined where it asserts none. */
export function senderName(sender: Assertions): Sighted['named'] {
  const [, at, by] = (sender.firstName?.[0] ? sender.firstName : sender.lastName) ?? unspecified;
  const name = nameIn(sender);
  return name.firstName === null && name.lastName === null ? undefined : [textOf(name), at, by];
}

const nameIn = ({ firstName, lastName, companyName }: Assertions): DisplayName => ({
  firstName: firstName?.[0] ?? null,
  lastName: lastName?.[0] ?? null,
  ...(companyName?.[0] && { companyName: companyName[0] }),
});

/** The `sender` assertions with the time of `named`, where that is a later message that gave the same name. */
export function withConfirmedName(sender: Assertions, named: Assertion | undefined): Assertions {
  const current = senderName(sender);
  if (!named || named[0] !== current?.[0] || !supersedes(named, current)) return sender;
  const [, at, by] = named;
  return { ...sender, ...nameAssertions({ name: nameIn(sender), at, by }) };
}
