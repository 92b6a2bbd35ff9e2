import type { FieldSources } from '../../schemas/api/getSources.ts';
import { type Explanation, explain, type SourcedAssertion } from '../contacts/explanation.ts';
import type { Sourced } from '../contacts/fold.ts';
import type { Field } from '../contacts/sources.ts';

/** Makes the public form of the sources of each field. */
export function toSourcesBody(contact: Sourced): { readonly [F in Field]: FieldSources } {
  const { firstName, lastName, email, phone, companyName } = explain(contact);
  return {
    firstName: toFieldBody(firstName),
    lastName: toFieldBody(lastName),
    email: toFieldBody(email),
    phone: toFieldBody(phone),
    companyName: toFieldBody(companyName),
  };
}

function toFieldBody({ source, from, assertions }: Explanation): FieldSources {
  // The source that counts for a name may state only one of its parts.
  const counting = assertions.find((assertion) => assertion.source === source && assertion.from === from);
  const others = assertions.filter((assertion) => assertion !== counting).map(toAssertionBody);
  return counting
    ? { ...toAssertionBody(counting), others }
    : { value: null, source: source ?? null, since: null, by: null, others };
}

const toAssertionBody = ({ source, from, value, at, by }: SourcedAssertion) => ({
  value,
  source,
  ...(from !== undefined && { mergedFrom: from }),
  since: new Date(at).toISOString(),
  by,
});
