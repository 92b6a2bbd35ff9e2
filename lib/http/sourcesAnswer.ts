import type { FieldSources } from '../../schemas/api/getSources.ts';
import { type Explanation, explain, type SourcedAssertion } from '../contacts/explanation.ts';
import type { Field, Sources } from '../contacts/sources.ts';

/** Puts what stands behind each field into the form that callers see. */
export function sourcesAnswer(sources: Sources): { readonly [F in Field]: FieldSources } {
  const { firstName, lastName, email, phone, companyName } = explain(sources);
  return {
    firstName: fieldAnswer(firstName),
    lastName: fieldAnswer(lastName),
    email: fieldAnswer(email),
    phone: fieldAnswer(phone),
    companyName: fieldAnswer(companyName),
  };
}

function fieldAnswer({ source, assertions }: Explanation): FieldSources {
  // A source that counts for a name may have told one of its parts only.
  const counting = assertions.find((assertion) => assertion.source === source);
  const others = assertions.filter((assertion) => assertion !== counting).map(assertionAnswer);
  return counting
    ? { ...assertionAnswer(counting), others }
    : { value: null, source: source ?? null, since: null, by: null, others };
}

const assertionAnswer = ({ source, value, at, by }: SourcedAssertion) => ({
  value,
  source,
  since: new Date(at).toISOString(),
  by,
});
