import { type Person, people } from './records.ts';

/** Search criteria; a record must meet all that are given. */
export interface Query {
  readonly email?: string;
  readonly phone?: string;
  readonly name?: string;
  readonly externalRef?: string;
  readonly limit?: number;
}

/** The result that the preset `default` expects. */
export type Result = {
  readonly matches: readonly Person[];
  /** There are more matches than `limit`. */
  readonly truncated?: true;
};

/** Finds people by their complete email, phone or id, or by a part of their name. Without criteria it finds nobody. */
export function findContact({ email, phone, name, externalRef, limit = 10 }: Query): Result {
  const matches = people.filter(
    (person) =>
      (email ?? phone ?? name ?? externalRef) !== undefined &&
      (externalRef === undefined || person.externalRef === externalRef) &&
      (email === undefined || person.emails.includes(email.trim().toLowerCase())) &&
      (phone === undefined || person.phones.includes(phone.replace(/[^+\d]/g, ''))) &&
      (name === undefined || nameOf(person).includes(name.trim().toLowerCase())),
  );
  return { matches: matches.slice(0, limit), ...(matches.length > limit && { truncated: true }) };
}

const nameOf = ({ firstName, lastName }: Person): string => `${firstName} ${lastName}`.toLowerCase();
