import { isDeepStrictEqual } from 'node:util';
import type { StoredContact } from '../../contacts/contact.ts';
import { traitsOf } from '../../contacts/duplicates/compare.ts';
import { isSplit } from '../../contacts/duplicates/split.ts';
import { similarTo } from '../../contacts/duplicates/suggest.ts';
import type { Pair } from '../../contacts/duplicates.ts';
import { suggestSimilar, withdrawSimilar } from '../contacts/duplicates.ts';
import { findContact } from '../contacts/getContact.ts';
import { listPairs } from '../contacts/pairs.ts';
import type { StreamedContact } from '../contacts/streamedContact.ts';
import { findCandidates } from './findCandidates.ts';

/**
 * Suggests, after a change of name, company or emails, the contacts that are similar to the contact as it is now, and
 * withdraws what was suggested for similar values that it has no more. It comes after the postings of the change: of
 * two similar contacts that are written at the same time, the later one finds the other. Throws `unavailable`.
 */
export async function projectSuggestions({ before, after }: StreamedContact): Promise<void> {
  if (after === undefined || isSame(before, after)) return;
  const { tenantId, contactId } = after;
  const contact = await findContact(tenantId, contactId);
  if (contact === undefined || contact.mergedInto !== undefined) return;
  const pairs = new Map((await listPairs(tenantId, contactId)).map((pair) => [otherOf(pair, contactId), pair]));
  const suggested = [...pairs].flatMap(([id, { similarity }]) => (similarity ? [id] : []));
  const candidates = await findCandidates(contact, suggested);
  const others = candidates.filter(
    (other) => other.mergedInto === undefined && !pairs.get(other.contactId)?.dismissed && !isSplit(contact, other),
  );
  const similar = similarTo(traitsOf(contact), new Map(others.map((other) => [other.contactId, traitsOf(other)])));
  for (const id of new Set([...similar.keys(), ...suggested])) {
    const [pair, similarity] = [pairs.get(id), similar.get(id)];
    if (isDeepStrictEqual(similarity, pair?.similarity)) continue;
    if (similarity) await suggestSimilar(tenantId, [contactId, id], similarity);
    else await withdrawSimilar(tenantId, [contactId, id]);
  }
}

const isSame = (before: StoredContact | undefined, after: StoredContact): boolean =>
  before?.mergedInto === after.mergedInto &&
  isDeepStrictEqual(before ? traitsOf(before) : nobody, traitsOf(after)) &&
  isDeepStrictEqual(before?.refused, after.refused);

/** A contact without anything to compare. */
const nobody = { firstName: '', lastName: '', companyName: '', emails: [] };

const otherOf = ({ ids: [lower, higher] }: Pair, contactId: string): string => (lower === contactId ? higher : lower);
