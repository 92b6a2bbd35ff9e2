import type { FieldSources } from '../../schemas/api/getSources.ts';
import { type Explained, explain, type Statement } from '../contacts/explanation.ts';
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

function fieldAnswer({ source, statements }: Explained): FieldSources {
  // A source that counts for a name may have told one of its parts only.
  const counting = statements.find((statement) => statement.source === source);
  const others = statements.filter((statement) => statement !== counting).map(statementAnswer);
  return counting
    ? { ...statementAnswer(counting), others }
    : { value: null, source: source ?? null, since: null, by: null, others };
}

const statementAnswer = ({ source, value, at, by }: Statement) => ({
  value,
  source,
  since: new Date(at).toISOString(),
  by,
});
