import { isDeepStrictEqual } from 'node:util';
import { forbidAgent, sourceOf } from '../actors.ts';
import { ContactError } from '../ContactError.ts';
import type { Author, ContactChange } from '../change.ts';
import type { Contribution, StoredContact } from '../contact.ts';
import { fields } from '../fieldValues.ts';
import { mergedIds } from '../fold.ts';
import { partOf, unmerged } from '../parts.ts';
import { type Assertions, type Field, unspecified } from '../sources.ts';

/**
 * Decides what changes when the merge of a contact is undone: it becomes what it would be without the merge, with what
 * had been merged into it. `stored` is its item, which the merge left in place. What was stated about the survivor
 * since stays there. Throws `merge_not_found`, and `forbidden` for an agent.
 */
export function unmergeContact(
  survivor: StoredContact,
  stored: StoredContact,
  author: Author,
): readonly [survivor: ContactChange, duplicate: ContactChange] {
  forbidAgent(author.actor, 'undo a merge; only a person can');
  const { contactId, version, writeIds, changedBy, createdAt, updatedAt } = stored;
  const duplicate = unmerged(survivor, contactId);
  if (duplicate === undefined) throw mergeNotFound();
  const removed = [contactId, ...mergedIds(duplicate)];
  const { shownLink } = survivor;
  return [
    {
      ...author,
      contact: survivor,
      contributions: Object.fromEntries(removed.map((id) => [id, null])),
      ...(shownLink !== undefined && removed.includes(shownLink) && { shownLink: null }),
    },
    {
      ...author,
      contact: stored,
      above: survivor.version,
      restored: { ...duplicate, version, writeIds, changedBy, createdAt, updatedAt },
    },
  ];
}

/**
 * What people and agents have stated since a merge: of a field, that an address (`<kind>:<value>`) is the contact's, or
 * which record of the CRM it is. Without a value, they withdrew it. Who linked a contact is not known.
 */
export type KeptEdit = {
  readonly field: Field | 'identity' | 'externalRef';
  readonly source: 'manual' | 'agent';
  readonly stated?: { readonly value: string | null; readonly at: number; readonly by?: string };
};

/**
 * What people and agents have stated since a contact was merged, about it or what it was merged into: it stays with the
 * survivor when the merge is undone.
 */
export function editsSince(survivor: StoredContact, mergedId: string): KeptEdit[] {
  const contribution = survivor.contributions?.[mergedId];
  if (contribution === undefined) return [];
  const { into, before } = contribution;
  const part = partOf(survivor, into);
  if (part === undefined) throw new Error('What a contact was merged into is a part of its survivor');
  const { manual, agent = {} } = part.sources;
  const statements = [...editsIn('manual', before.manual, manual), ...editsIn('agent', before.agent, agent)];
  return [
    ...statements,
    ...addressesIn(part, before, statements),
    ...linkIn(part, before),
    ...editsSince(survivor, into),
  ];
}

type Before = Contribution['before'];

/** The addresses that callers have confirmed, without those that the statements about a field name. */
function addressesIn({ identities }: StoredContact, before: Before, statements: readonly KeptEdit[]): KeptEdit[] {
  return Object.entries(identities).flatMap(([key, { kind, value, confirmed }]): KeptEdit[] => {
    const source = confirmed && sourceOf(confirmed[1]);
    if (confirmed === undefined || before.confirmed.includes(key)) return [];
    if (source !== 'manual' && source !== 'agent') return [];
    if (statements.some(({ field, stated }) => field === kind && stated?.value === value)) return [];
    const [at, by] = confirmed;
    return [{ field: 'identity', source, stated: { value: `${kind}:${value}`, at, by } }];
  });
}

/** A link that a machine has made since is no edit. */
function linkIn({ externalRef, resolutionStatus, resolvedAt }: StoredContact, before: Before): KeptEdit[] {
  if (externalRef === before.externalRef || resolutionStatus === 'crm_resolved') return [];
  if (externalRef === undefined || resolvedAt === undefined) return [{ field: 'externalRef', source: 'manual' }];
  return [{ field: 'externalRef', source: 'manual', stated: { value: externalRef, at: Date.parse(resolvedAt) } }];
}

function editsIn(source: KeptEdit['source'], before: Assertions, now: Assertions): KeptEdit[] {
  return fields.flatMap((field): KeptEdit[] => {
    const [known, current] = [before[field], now[field]].map((each) => (isStated(each) ? each : undefined));
    if (isDeepStrictEqual(known, current)) return [];
    if (current === undefined) return [{ field, source }];
    const [value, at, by] = current;
    return [{ field, source, stated: { value, at, by } }];
  });
}

const isStated = (assertion: Assertions[Field]): boolean => assertion !== undefined && assertion[2] !== unspecified[2];

export const mergeNotFound = (): ContactError =>
  new ContactError('merge_not_found', 'That contact is not merged into this one');
