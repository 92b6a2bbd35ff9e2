import {
  countingSource,
  countingSources,
  counts,
  type Field,
  fold,
  groups,
  precedenceOf,
  type Source,
  type Sourced,
  unspecified,
} from './sources.ts';

/** What one source asserts of a field, when (epoch milliseconds) and by whom. */
export type SourcedAssertion = {
  readonly source: Source;
  readonly value: string | null;
  readonly at: number;
  readonly by: string;
};

/** The source that callers see for a field, and the assertions of all sources in the order of precedence. */
export type Explanation = { readonly source: Source | undefined; readonly assertions: readonly SourcedAssertion[] };

/**
 * Explains where each field of `fold` comes from. It leaves out addresses that the contact does not own, and a company
 * derived from another domain than the visible email's.
 */
export function explain(contact: Sourced): { readonly [F in Field]: Explanation } {
  const { email } = fold(contact);
  const sources = countingSources(contact);
  const explained = (field: Field): Explanation => ({
    source: countingSource(groups.find((group) => group.some((each) => each === field)) ?? [], sources, email),
    assertions: precedenceOf(field).flatMap((source) => {
      const assertion = sources[source]?.[field];
      if (assertion === undefined || !counts(assertion, email) || assertion[1] === unspecified[1]) return [];
      const [value, at, by] = assertion;
      return [{ source, value, at, by }];
    }),
  });
  return {
    firstName: explained('firstName'),
    lastName: explained('lastName'),
    email: explained('email'),
    phone: explained('phone'),
    companyName: explained('companyName'),
  };
}
