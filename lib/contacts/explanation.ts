import {
  countingSource,
  counts,
  type Field,
  fold,
  groups,
  precedence,
  type Source,
  type Sources,
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
 * Explains where each field of `fold` comes from. It leaves out a company derived from another domain than the visible
 * email's.
 */
export function explain(sources: Sources): { readonly [F in Field]: Explanation } {
  const { email } = fold(sources);
  const explained = (field: Field): Explanation => ({
    source: countingSource(groups.find((group) => group.some((each) => each === field)) ?? [], sources, email),
    assertions: precedence.flatMap((source) => {
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
