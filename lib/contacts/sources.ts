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

/**
 * FieldValues where a source tells one part of a name and has not told the other yet. Its time is the earliest that there is
 * (ECMA-262, 21.4.1.1), so that whatever is told of the other part supersedes it.
 */
export const unspecified: Assertion = [null, -8.64e15, ''];

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
    const source = countingSource(group, sources, person.email);
    if (source === undefined) continue;
    for (const field of group) person[field] = sources[source]?.[field]?.[0] ?? null;
  }
  return person;
}

const nobody: Person = { firstName: null, lastName: null, email: null, phone: null, companyName: null };

/** The source that counts for a group of fields, where `email` is the one seen. */
export const countingSource = (group: readonly Field[], sources: Sources, email: string | null): Source | undefined =>
  precedence.find((source) => group.some((field) => counts(sources[source]?.[field], email)));

/**
 * Whether of one source's assertions about a field this one counts and not the `known` one: the newer one does. Of two at
 * once it is the one whose author sorts last, so that the order in which they come makes no difference.
 */
export const supersedes = ([, at, by]: Assertion, known: Assertion | undefined): boolean =>
  known === undefined || at > known[1] || (at === known[1] && by > known[2]);

/** Whether an assertion counts, where `email` is the one seen: all do but the company of another email's domain. */
export const counts = (assertion: Assertion | undefined, email: string | null): boolean =>
  assertion !== undefined && (assertion[3] === undefined || assertion[3] === domainOf(email));

/** The domain of an email address, in lower case. */
export const domainOf = (email: string | null): string | undefined =>
  email?.slice(email.lastIndexOf('@') + 1).toLowerCase();
