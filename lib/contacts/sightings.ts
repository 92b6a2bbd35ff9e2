import { formats } from '../../schemas/formats.ts';
import type { Identity } from './identities.ts';
import { joinName, type Name } from './names.ts';
import { type Assertion, type Assertions, type Field, supersedes } from './sources.ts';

/** Somebody was seen to write from an address. */
export type Sighting = {
  /** The identity's key, and the identity itself. */
  readonly key: string;
  readonly identity: Identity;
  /** What the sender is called, as far as the message tells. */
  readonly name: Name | undefined;
  /** When the message was received, in epoch milliseconds. */
  readonly at: number;
  readonly by: string;
};

/** What a sighting says by itself: the name, and the address where it is a phone or what callers know as an email. */
export function sightingAssertions({ identity: { kind, value }, name, at, by }: Sighting): Assertions {
  return {
    ...(name && { firstName: [name.firstName, at, by], lastName: [name.lastName, at, by] }),
    ...(kind === 'email' && formats.email.pattern.test(value) && { email: [value, at, by] }),
    ...(kind === 'phone' && { phone: [value, at, by] }),
  };
}

/**
 * What a sighting changes in what the `sender` source said before. The newest message says what a person is called; the
 * earliest one says at which address, so that it stays the same for somebody who writes from several.
 */
export function newSenderAssertions(sighting: Sighting, sender: Assertions): Assertions {
  const said = sightingAssertions(sighting);
  const renames = nameFields.some((field) => said[field] && supersedes(said[field], sender[field]));
  const reveals = addressFields.filter((field) => {
    const [fresh, known] = [said[field], sender[field]];
    return fresh && (known === undefined || supersedes(known, fresh));
  });
  return pick(said, [...(renames ? nameFields : []), ...reveals]);
}

const nameFields = ['firstName', 'lastName'] as const;
const addressFields = ['email', 'phone'] as const;

const pick = (assertions: Assertions, fields: readonly Field[]): Assertions =>
  Object.fromEntries(fields.map((field) => [field, assertions[field]]));

/** What a sighting says of its address: that a message came from it, which spells it so. */
export const seenAssertion = ({ identity: { value }, at, by }: Sighting): Assertion => [value, at, by];

/** What a sighting says the sender is called, as one text. */
export const sightedName = ({ name, at, by }: Sighting): Assertion | undefined => name && [joinName(name), at, by];

/** What the `sender` source says a person is called, as one text; absent where nobody said. */
export function senderName({ firstName, lastName }: Assertions): Assertion | undefined {
  if (!firstName?.[0]) return undefined;
  const [first, at, by] = firstName;
  return [joinName({ firstName: first, lastName: lastName?.[0] ?? null }), at, by];
}

/** The same assertions, where a later message is known to have said the same name. */
export function withConfirmedName(sender: Assertions, named: Assertion | undefined): Assertions {
  const { firstName, lastName } = sender;
  if (!named || !firstName || !lastName || !supersedes(named, firstName)) return sender;
  const [, at, by] = named;
  return { ...sender, firstName: [firstName[0], at, by], lastName: [lastName[0], at, by] };
}
