import type { ContactInput } from '../../schemas/contact.ts';
import { forbidAgent, isAgent } from './actors.ts';
import { readEmail } from './addresses/email.ts';
import { dialable } from './addresses/phone.ts';
import { invalid } from './ContactError.ts';
import { splitName } from './names.ts';
import { type Assertion, type Assertions, type Field, groups, type Person, unspecified } from './sources.ts';

/** Values by field: `null` means that there is none; a field that is absent is not mentioned. */
export type FieldValues = { readonly [F in Field]?: string | null };

/** Whether input has one part of a name without the other, so that the contact is needed to complete it. */
export const needsOtherNamePart = ({ firstName, lastName }: ContactInput): boolean =>
  (firstName === undefined) !== (lastName === undefined);

/**
 * Reads a caller's input as values by field. A full name is split; one part of a name is completed with the other part
 * of `visible`, so that one source asserts both. Addresses are as `asShown` returns them. Throws `invalid` where a part of
 * the split name is too long.
 */
export function toFieldValues({ name, ...input }: ContactInput, visible?: Person): FieldValues {
  const rest = asShown(input);
  if (name !== undefined) return { ...rest, ...partsOf(name) };
  if (!needsOtherNamePart(rest)) return rest;
  return { firstName: visible?.firstName ?? null, lastName: visible?.lastName ?? null, ...rest };
}

/** The values with the email as it is shown, and the phone as it can be dialled: `+4903012345678` has a zero too many. */
export const asShown = <Values extends Pick<FieldValues, 'email' | 'phone'>>(values: Values): Values => ({
  ...values,
  // An email that cannot be read fails where its key is needed.
  ...(values.email && { email: readEmail(values.email)?.value ?? values.email }),
  ...(values.phone && { phone: dialable(values.phone) }),
});

function partsOf(name: string | null): FieldValues {
  if (name === null) return { firstName: null, lastName: null };
  const parts = splitName(name);
  if (isTooLong(parts.firstName) || isTooLong(parts.lastName)) {
    throw invalid([{ pointer: '/name', message: 'name must have at most 200 characters in each of its two parts' }]);
  }
  return parts;
}

const isTooLong = (part: string | null): boolean => part !== null && [...part].length > 200;

/** Throws `forbidden` where an agent's input clears a field: only a person can state that there is no value. */
export function requireClearable(input: ContactInput, actor: string): void {
  const cleared = Object.entries(input).flatMap(([field, value]) => (value === null ? [field] : []));
  if (cleared.length > 0) forbidAgent(actor, `clear ${cleared.join(', ')}; only a person can`);
}

/**
 * The assertions of these values by `actor` at a time (epoch milliseconds). A part of a name that an agent does not
 * give is unspecified.
 */
export function assertedBy(actor: string, at: number, values: FieldValues): Assertions {
  const assertions: { [F in Field]?: Assertion } = {};
  for (const field of fields) {
    const value = values[field];
    if (value !== undefined) assertions[field] = value === null && isAgent(actor) ? unspecified : [value, at, actor];
  }
  return assertions;
}

/** All fields that sources assert, in order. */
export const fields = groups.flat();

/** Whether a source asserts all of these values already. */
export const isAsserted = (values: FieldValues, assertions: Assertions): boolean =>
  fields.every((field) => values[field] === undefined || values[field] === assertions[field]?.[0]);
