import type { WithdrawableField } from '../../../schemas/api/withdrawField.ts';
import { forbidAgent } from '../actors.ts';
import { type Author, allOf, type ContactChange, type Decision, type TakenFields } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { identityFields } from '../identities.ts';
import { identityChanges } from '../identityChanges.ts';
import { partsOf } from '../parts.ts';
import { type Assertions, type Field, groups, stated, unspecified } from '../sources.ts';

/**
 * Decides what changes when a person withdraws what people stated about a field: what machines assert counts again. The
 * contact gives up an address for which nothing else stands, and takes those of machines that no other contact owns.
 * What people stated before a merge about what was merged into the contact counts again after an un-merge. `unchanged`
 * where no person states anything. Throws `forbidden` for an agent.
 */
export function withdrawField(
  contact: StoredContact,
  field: WithdrawableField,
  author: Author,
  taken: TakenFields,
): Decision {
  forbidAgent(author.actor, 'withdraw what a person states; only a person can');
  const fields: readonly Field[] = field === 'name' ? ['firstName', 'lastName'] : [field];
  const isAddress = identityFields.some((each) => each === field);
  const changes = partsOf(contact).flatMap((part): ContactChange[] => {
    const known = stated(part.sources.manual);
    if (fields.every((each) => known[each] === undefined)) return [];
    const manual = without(known, fields);
    const identities = isAddress ? identityChanges(part, 'manual', { [field]: 'withdrawn' }, { taken }) : {};
    const merged = contact.contributions?.[part.contactId];
    const withdrawn = merged && { withdrawn: { ...part.sources.manual, ...merged.withdrawn } };
    return [{ ...author, contact: part, sources: { manual }, identities, ...withdrawn }];
  });
  return allOf(changes);
}

/** The assertions of other fields. Of a name that loses one part, that part is unspecified. */
const without = (known: Assertions, fields: readonly Field[]): Assertions =>
  Object.fromEntries(
    groups.flatMap((group) => {
      const left = group.filter((field) => known[field] !== undefined && !fields.includes(field));
      return left.length === 0 ? [] : group.map((field) => [field, left.includes(field) ? known[field] : unspecified]);
    }),
  );
