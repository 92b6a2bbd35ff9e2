import {
  countingSources,
  counts,
  type Field,
  fold,
  precedenceOf,
  type Source,
  type Sourced,
  stated,
  suppliersOf,
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
 * Explains where each field of `fold` comes from. It leaves out parts of names that a source leaves unspecified, and a
 * company derived from another domain than the visible email's. A derived company is asserted since the email is.
 */
export function explain(contact: Sourced): { readonly [F in Field]: Explanation } {
  const sources = countingSources(contact);
  const suppliers = suppliersOf(sources);
  const person = fold(contact);
  const email = suppliers.email && sources[suppliers.email]?.email;
  const explained = (field: Field): Explanation => ({
    source: suppliers[field],
    assertions: precedenceOf(field).flatMap((source) => {
      const assertion = stated(sources[source])[field];
      if (assertion === undefined || !counts(assertion, person.email)) return [];
      const [value, at, by, domain] = assertion;
      return [{ source, value, at: domain !== undefined && email ? email[1] : at, by }];
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
