import type { WithdrawableField } from '../../../schemas/api/withdrawField.ts';
import { forbidAgent } from '../actors.ts';
import type { Author, Decision, TakenFields } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { identityFields } from '../identities.ts';
import { identityChanges } from '../identityChanges.ts';
import { type Assertions, type Field, groups, stated, unspecified } from '../sources.ts';

/**
 * Decides what changes when a person withdraws what people stated about a field: what machines assert counts again. The
 * contact gives up an address for which nothing else stands, and takes those of machines that no other contact owns.
 * `unchanged` where no person states anything. Throws `forbidden` for an agent.
 */
export function withdrawField(
  contact: StoredContact,
  field: WithdrawableField,
  author: Author,
  taken: TakenFields,
): Decision {
  forbidAgent(author.actor, 'withdraw what a person states; only a person can');
  const fields: readonly Field[] = field === 'name' ? ['firstName', 'lastName'] : [field];
  const known = stated(contact.sources.manual);
  if (fields.every((each) => known[each] === undefined)) return 'unchanged';
  const manual = without(known, fields);
  const isAddress = identityFields.some((each) => each === field);
  const identities = isAddress ? identityChanges(contact, 'manual', { [field]: 'withdrawn' }, { taken }) : {};
  return { ...author, contact, sources: { manual }, identities };
}

/** The assertions of other fields. Of a name that loses one part, that part is unspecified. */
const without = (known: Assertions, fields: readonly Field[]): Assertions =>
  Object.fromEntries(
    groups.flatMap((group) => {
      const left = group.filter((field) => known[field] !== undefined && !fields.includes(field));
      return left.length === 0 ? [] : group.map((field) => [field, left.includes(field) ? known[field] : unspecified]);
    }),
  );
