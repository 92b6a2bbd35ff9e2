/** The sources of values, in the order of precedence. */
export const precedence = ['manual', 'crm', 'agent', 'conversation', 'sender', 'domain'] as const;
export type Source = (typeof precedence)[number];

/**
 * The fields that sources assert, in groups. A source asserts all fields of a group or none, and callers see a group as
 * one source asserts it, so that the parts of two names never mix.
 */
export const groups = [['firstName', 'lastName'], ['email'], ['phone'], ['companyName']] as const;
export type Field = (typeof groups)[number][number];

/**
 * What a source asserts of one field: the value (`null`: there is none), when it was asserted or observed (epoch
 * milliseconds), by whom, and for `domain` the domain that it was derived from. It is a tuple, because it is stored in
 * this form and a contact must stay below one write unit (1 KB).
 */
export type Assertion = readonly [value: string | null, at: number, by: string, domain?: string];

/**
 * Stands for the part of a name that a source does not state while it states the other part. Its time is the earliest
 * that exists (ECMA-262, 21.4.1.1), so that any later assertion supersedes it.
 */
export const unspecified: Assertion = [null, -8.64e15, ''];

export type Assertions = { readonly [F in Field]?: Assertion };
export type Sources = { readonly [S in Source]?: Assertions };

/** The fields of a contact as callers see them. */
export type Person = { readonly [F in Field]: string | null };

/**
 * Folds the assertions of all sources into what callers see: per group, those of the first source in precedence that
 * asserts anything. A company derived from a domain counts only while that is the domain of the visible email.
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

/** The source that counts for a group of fields, where `email` is the visible one. */
export const countingSource = (group: readonly Field[], sources: Sources, email: string | null): Source | undefined =>
  precedence.find((source) => group.some((field) => counts(sources[source]?.[field], email)));

/**
 * Whether an assertion replaces the `known` one of the same source: the newer one does. Of two with the same time it is
 * the one whose author sorts last, so that the order of arrival makes no difference.
 */
export const supersedes = ([, at, by]: Assertion, known: Assertion | undefined): boolean =>
  known === undefined || at > known[1] || (at === known[1] && by > known[2]);

/**
 * Whether an assertion counts, where `email` is the visible one: all do except the company of another email's domain.
 */
export const counts = (assertion: Assertion | undefined, email: string | null): boolean =>
  assertion !== undefined && (assertion[3] === undefined || assertion[3] === domainOf(email));

/** The domain of an email address, in lower case. */
export const domainOf = (email: string | null): string | undefined =>
  email?.slice(email.lastIndexOf('@') + 1).toLowerCase();
