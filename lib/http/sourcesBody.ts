import type { FieldSources } from '../../schemas/api/getSources.ts';
import { type Explained, explain, type Statement } from '../contacts/explanation.ts';
import type { Field, Sources } from '../contacts/sources.ts';

/** Makes the public form of the sources of each field. */
export function toSourcesBody(sources: Sources): { readonly [F in Field]: FieldSources } {
  const { firstName, lastName, email, phone, companyName } = explain(sources);
  return {
    firstName: toFieldBody(firstName),
    lastName: toFieldBody(lastName),
    email: toFieldBody(email),
    phone: toFieldBody(phone),
    companyName: toFieldBody(companyName),
  };
}

function toFieldBody({ source, statements }: Explained): FieldSources {
  // The source that counts for a name may state only one of its parts.
  const counting = statements.find((statement) => statement.source === source);
  const others = statements.filter((statement) => statement !== counting).map(toStatementBody);
  return counting
    ? { ...toStatementBody(counting), others }
    : { value: null, source: source ?? null, since: null, by: null, others };
}

const toStatementBody = ({ source, value, at, by }: Statement) => ({
  value,
  source,
  since: new Date(at).toISOString(),
  by,
});
