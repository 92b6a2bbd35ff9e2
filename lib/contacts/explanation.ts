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

/** Something that is said of a field: by which source, when (epoch milliseconds) and by whom. */
export type Statement = {
  readonly source: Source;
  readonly value: string | null;
  readonly at: number;
  readonly by: string;
};

/** What stands behind a field: the source that callers see, and all that is said of it, the one that counts most first. */
export type Explained = { readonly source: Source | undefined; readonly statements: readonly Statement[] };

/** Tells where each field of `fold` comes from. The company of a domain that is not that of the email seen is no statement. */
export function explain(sources: Sources): { readonly [F in Field]: Explained } {
  const { email } = fold(sources);
  const explained = (field: Field): Explained => ({
    source: countingSource(groups.find((group) => group.some((each) => each === field)) ?? [], sources, email),
    statements: precedence.flatMap((source) => {
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
