import { formats } from '../../schemas/formats.ts';
import type { Identity } from './identities.ts';
import { joinName, type Name } from './names.ts';
import { type Assertion, type Assertions, type Field, supersedes } from './sources.ts';

/** A message that arrived from an address. */
export type Sighting = {
  /** The identity's key, and the identity itself. */
  readonly key: string;
  readonly identity: Identity;
  /** The sender's name, if the message gives one. */
  readonly name: Name | undefined;
  /** When the message was received, in epoch milliseconds. */
  readonly at: number;
  readonly by: string;
};

/** What one sighting asserts: the name, and the address where it is a phone or a valid email. */
export function sightingAssertions({ identity: { kind, value }, name, at, by }: Sighting): Assertions {
  return {
    ...(name && { firstName: [name.firstName, at, by], lastName: [name.lastName, at, by] }),
    ...(kind === 'email' && formats.email.pattern.test(value) && { email: [value, at, by] }),
    ...(kind === 'phone' && { phone: [value, at, by] }),
  };
}

/**
 * What a sighting changes in the assertions of the `sender` source. The newest message gives the name. The earliest one
 * gives the address, so that it does not change with every message of a sender who uses several.
 */
export function newSenderAssertions(sighting: Sighting, sender: Assertions): Assertions {
  const asserted = sightingAssertions(sighting);
  const renames = nameFields.some((field) => asserted[field] && supersedes(asserted[field], sender[field]));
  const addresses = addressFields.filter((field) => {
    const [assertion, known] = [asserted[field], sender[field]];
    return assertion && (known === undefined || supersedes(known, assertion));
  });
  return pick(asserted, [...(renames ? nameFields : []), ...addresses]);
}

const nameFields = ['firstName', 'lastName'] as const;
const addressFields = ['email', 'phone'] as const;

const pick = (assertions: Assertions, fields: readonly Field[]): Assertions =>
  Object.fromEntries(fields.map((field) => [field, assertions[field]]));

/** That a message came from the address, spelled as in the message. */
export const seenAssertion = ({ identity: { value }, at, by }: Sighting): Assertion => [value, at, by];

/** The sender's name in a sighting, as one text. */
export const sightedName = ({ name, at, by }: Sighting): Assertion | undefined => name && [joinName(name), at, by];

/** The name that the `sender` source asserts, as one text; undefined where it asserts none. */
export function senderName({ firstName, lastName }: Assertions): Assertion | undefined {
  if (!firstName?.[0]) return undefined;
  const [first, at, by] = firstName;
  return [joinName({ firstName: first, lastName: lastName?.[0] ?? null }), at, by];
}

/** The `sender` assertions with the time of `named`, a later message that gave the same name. */
export function withConfirmedName(sender: Assertions, named: Assertion | undefined): Assertions {
  const { firstName, lastName } = sender;
  if (!named || !firstName || !lastName || !supersedes(named, firstName)) return sender;
  const [, at, by] = named;
  return { ...sender, firstName: [firstName[0], at, by], lastName: [lastName[0], at, by] };
}
