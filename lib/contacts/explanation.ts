import { fold, inOrder, layersOf, type Sourced, suppliersOf } from './fold.ts';
import { counts, type Field, type Source, stated } from './sources.ts';

/**
 * What one source asserts of a field, when (epoch milliseconds) and by whom. `from` is the id of the merged contact
 * whose source it is.
 */
export type SourcedAssertion = {
  readonly source: Source;
  readonly from?: string;
  readonly value: string | null;
  readonly at: number;
  readonly by: string;
};

/** The source that callers see for a field, and the assertions of all sources in the order of precedence. */
export type Explanation = {
  readonly source: Source | undefined;
  readonly from?: string;
  readonly assertions: readonly SourcedAssertion[];
};

/**
 * Explains where each field of `fold` comes from. It leaves out parts of names that a source leaves unspecified, and a
 * company derived from another domain than the visible email's. A derived company is asserted since the email is.
 */
export function explain(contact: Sourced): { readonly [F in Field]: Explanation } {
  const layers = layersOf(contact);
  const suppliers = suppliersOf(layers);
  const person = fold(contact);
  const email = suppliers.email?.assertions.email;
  const explained = (field: Field): Explanation => ({
    source: suppliers[field]?.source,
    ...(suppliers[field]?.from !== undefined && { from: suppliers[field].from }),
    assertions: inOrder(layers, field).flatMap(({ source, from, assertions }) => {
      const assertion = stated(assertions)[field];
      if (assertion === undefined || !counts(assertion, person.email)) return [];
      const [value, at, by, domain] = assertion;
      const merged = from !== undefined && { from };
      return [{ source, ...merged, value, at: domain !== undefined && email ? email[1] : at, by }];
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
