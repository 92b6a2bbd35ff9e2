import { type Person, people } from './records.ts';

/** What is asked; whatever is given must be so. */
export interface LookupAddresses {
  readonly email?: string;
  readonly phone?: string;
  readonly name?: string;
  readonly limit?: number;
}

/** The answer of the default contract. */
export type Found = {
  readonly matches: readonly Person[];
  /** More are there than the question's limit allows. */
  readonly truncated?: true;
};

/** Finds people by their whole email or phone, or by a part of their name. Who asks for nobody finds nobody. */
export function findContact({ email, phone, name, limit = 10 }: LookupAddresses): Found {
  const matches = people.filter(
    (person) =>
      (email ?? phone ?? name) !== undefined &&
      (email === undefined || person.emails.includes(email.trim().toLowerCase())) &&
      (phone === undefined || person.phones.includes(phone.replace(/[^+\d]/g, ''))) &&
      (name === undefined || nameOf(person).includes(name.trim().toLowerCase())),
  );
  return { matches: matches.slice(0, limit), ...(matches.length > limit && { truncated: true }) };
}

const nameOf = ({ firstName, lastName }: Person): string => `${firstName} ${lastName}`.toLowerCase();
