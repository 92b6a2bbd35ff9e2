import type { ContactInput } from '../../schemas/contact.ts';
import { invalid } from './ContactError.ts';
import { splitName } from './names.ts';
import { type Assertion, type Assertions, type Field, groups, type Person } from './sources.ts';

/** What a statement says of each field; what it does not mention is absent. */
export type FieldValues = { readonly [F in Field]?: string | null };

/** A statement of one part of a name alone can only be understood with the other part in sight. */
export const needsOtherNamePart = ({ firstName, lastName }: ContactInput): boolean =>
  (firstName === undefined) !== (lastName === undefined);

/**
 * Puts what a caller said into fields. A full name is split; a lone part of a name is completed with the other part of
 * `seen`, so that both always come from one source. Throws `invalid` where a part of the split name is too long.
 */
export function toFieldValues({ name, ...rest }: ContactInput, seen?: Person): FieldValues {
  if (name !== undefined) return { ...rest, ...partsOf(name) };
  if (!needsOtherNamePart(rest)) return rest;
  return { firstName: seen?.firstName ?? null, lastName: seen?.lastName ?? null, ...rest };
}

function partsOf(name: string | null): FieldValues {
  if (name === null) return { firstName: null, lastName: null };
  const parts = splitName(name);
  if (tooLong(parts.firstName) || tooLong(parts.lastName)) {
    throw invalid([{ pointer: '/name', message: 'name must have at most 200 characters in each of its two parts' }]);
  }
  return parts;
}

const tooLong = (part: string | null): boolean => part !== null && [...part].length > 200;

/** The assertions that a statement makes, as `actor`'s at `now` (epoch milliseconds). */
export const assertedBy = (actor: string, now: number, said: FieldValues): Assertions =>
  Object.fromEntries(
    groups.flat().flatMap((field): [Field, Assertion][] => {
      const value = said[field];
      return value === undefined ? [] : [[field, [value, now, actor]]];
    }),
  );

/** Whether a source says all of this already. */
export const isAsserted = (said: FieldValues, source: Assertions): boolean =>
  groups.flat().every((field) => said[field] === undefined || said[field] === source[field]?.[0]);
