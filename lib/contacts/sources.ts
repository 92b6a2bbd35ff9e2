/** Who may speak about a person, the one that counts most first. */
export const precedence = ['manual', 'crm', 'conversation', 'sender', 'domain'] as const;
export type Source = (typeof precedence)[number];

/**
 * What can be said. A source says all fields of a group or none, and a group is seen as one source says it, so that parts
 * of two names never mix.
 */
export const groups = [['firstName', 'lastName'], ['email'], ['phone'], ['companyName']] as const;
export type Field = (typeof groups)[number][number];

/**
 * One value as one source says it: the value (`null`: "there is none"), when it was asserted or observed (epoch
 * milliseconds), by whom, and for `domain` the domain that it was derived from. A tuple, because it is stored as it is
 * and a contact is to stay below one write unit.
 */
export type Assertion = readonly [value: string | null, at: number, by: string, domain?: string];

export type Assertions = { readonly [F in Field]?: Assertion };
export type Sources = { readonly [S in Source]?: Assertions };

/** What a contact is seen to be. */
export type Person = { readonly [F in Field]: string | null };

/**
 * Folds what all sources say into what callers see: per group, the first source in precedence that says anything.
 * A company derived from a domain counts only while that is the domain of the email seen.
 */
export function fold(sources: Sources): Person {
  const person = { ...nobody };
  for (const group of groups) {
    for (const source of precedence) {
      const said = sources[source];
      if (said === undefined || !group.some((field) => counts(said[field], person.email))) continue;
      for (const field of group) person[field] = said[field]?.[0] ?? null;
      break;
    }
  }
  return person;
}

const nobody: Person = { firstName: null, lastName: null, email: null, phone: null, companyName: null };

const counts = (assertion: Assertion | undefined, email: string | null): boolean =>
  assertion !== undefined && (assertion[3] === undefined || assertion[3] === domainOf(email));

const domainOf = (email: string | null): string | undefined => email?.slice(email.lastIndexOf('@') + 1).toLowerCase();
