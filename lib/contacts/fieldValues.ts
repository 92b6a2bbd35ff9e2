import type { ContactInput } from '../../schemas/contact.ts';
import { forbidAgent, sourceOf } from './actors.ts';
import { readEmail } from './addresses/email.ts';
import { dialable } from './addresses/phone.ts';
import { invalid } from './ContactError.ts';
import { fold, type Sourced } from './fold.ts';
import type { NameOrder } from './names/order.ts';
import { splitName } from './names.ts';
import { type Assertion, type Assertions, type Field, groups, type Source, stated, unspecified } from './sources.ts';

/** Values by field: `null` means that there is none; a field that is absent is not mentioned. */
export type FieldValues = { readonly [F in Field]?: string | null };

/**
 * Whether values have only one part of a name, so that the contact is needed to find out what a caller's input says
 * about the other part.
 */
export const hasOnePartOfName = ({ firstName, lastName }: FieldValues): boolean =>
  (firstName === undefined) !== (lastName === undefined);

const nobody: Sourced = { sources: {}, identities: {} };

type Circumstances = {
  readonly contact?: Sourced;
  /** Of the contact, the one that the caller writes. */
  readonly source?: Source;
  /** That of the tenant's names. */
  readonly order?: NameOrder | undefined;
};

/**
 * Reads a caller's input about a contact as values by field for one of its sources. A full name is split; what input
 * with one part says about the other part depends on the contact. Addresses are as `asShown` returns them. Throws
 * `invalid` where a part of a split name is too long.
 */
export function toFieldValues(
  { name, ...input }: ContactInput,
  { contact = nobody, source = 'manual', order }: Circumstances = {},
): FieldValues {
  const values: FieldValues = { ...asShown(input), ...(name !== undefined && partsOf(name, order)) };
  if (!hasOnePartOfName(values)) return values;
  const [given, other] = values.firstName === undefined ? nameParts.toReversed() : nameParts;
  const { [given]: [repeated] = [], [other]: [known] = [] } = stated(contact.sources[source]);
  const shown = fold(contact)[other];
  const isShown = shown !== null;
  // Who repeats a part states nothing new. Who changes it keeps the other part that callers see. A whole name of one
  // word states that there is no such part.
  const kept = repeated === values[given] || !isShown ? known : shown;
  const denied = isShown || known === null ? null : undefined;
  const value = name === undefined ? kept : denied;
  return value === undefined ? values : { ...values, [other]: value };
}

const nameParts = ['firstName', 'lastName'] as const;

/**
 * The values with the email as it is shown, and the phone as it can be dialled: `+4903012345678` has a zero too many.
 */
export const asShown = <Values extends Pick<FieldValues, 'email' | 'phone'>>(values: Values): Values => ({
  ...values,
  // An email that cannot be read fails where its key is needed.
  ...(values.email && { email: readEmail(values.email)?.value ?? values.email }),
  ...(values.phone && { phone: dialable(values.phone) }),
});

/** The parts of a full name. Of a name with one part, the other is absent. */
function partsOf(name: string | null, order?: NameOrder): Pick<FieldValues, 'firstName' | 'lastName'> {
  if (name === null) return { firstName: null, lastName: null };
  const parts = splitName(name, order);
  if (isTooLong(parts.firstName) || isTooLong(parts.lastName)) {
    throw invalid([{ pointer: '/name', message: 'name must have at most 200 characters in each of its two parts' }]);
  }
  const { firstName, lastName } = parts;
  return { ...(firstName !== null && { firstName }), ...(lastName !== null && { lastName }) };
}

const isTooLong = (part: string | null): boolean => part !== null && [...part].length > 200;

/** Throws `forbidden` where an agent's input clears a field: only a person can state that there is no value. */
export function requireClearable(input: ContactInput, actor: string): void {
  const cleared = Object.entries(input).flatMap(([field, value]) => (value === null ? [field] : []));
  if (cleared.length > 0) forbidAgent(actor, `clear ${cleared.join(', ')}; only a person can`);
}

/**
 * The assertions of these values by `actor` at a time (epoch milliseconds). The other part of a name that has only one
 * is unspecified, and so is one that a machine does not know (`null`): only a person states that there is none.
 */
export function assertedBy(actor: string, at: number, values: FieldValues): Assertions {
  const assertions: { [F in Field]?: Assertion } = {};
  const isPerson = sourceOf(actor) === 'manual';
  for (const group of groups) {
    if (group.every((field) => values[field] === undefined)) continue;
    for (const field of group) {
      const value = values[field];
      const isStated = value !== undefined && (value !== null || isPerson);
      assertions[field] = isStated ? [value, at, actor] : unspecified;
    }
  }
  return assertions;
}

/** All fields that sources assert, in order. */
export const fields = groups.flat();

/** Whether a source asserts all that these assertions state already, whoever asserted it. */
export const isAsserted = (assertions: Assertions, known: Assertions): boolean =>
  fields.every((field) => {
    const [assertion, before] = [assertions[field], known[field]];
    if (assertion === undefined) return true;
    const isSameKind = (assertion[2] === unspecified[2]) === (before?.[2] === unspecified[2]);
    return assertion[0] === before?.[0] && isSameKind;
  });
