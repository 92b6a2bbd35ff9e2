import type { DuplicateBody } from '../../schemas/duplicate.ts';
import { toContact } from '../contacts/contact.ts';
import { totalOf } from '../contacts/duplicates/weights.ts';
import type { Pair, Similarity } from '../contacts/duplicates.ts';
import type { Duplicate } from '../dynamo/contacts/listDuplicates.ts';

/** Makes the public form of a suggested pair. */
export function toDuplicateBody({ ids, weight, reasons, similarity, contacts }: Duplicate): DuplicateBody {
  return {
    id: ids.join('.'),
    weight,
    score: similarity ? totalOf(similarity) : null,
    reasons: toReasonsBody(reasons, similarity),
    contacts: [toContact(contacts[0]), toContact(contacts[1])],
  };
}

/** Makes the public form of why two contacts may be one person. */
export function toReasonsBody(reasons: Pair['reasons'], similarity: Similarity = {}): DuplicateBody['reasons'] {
  const stated = reasons.map(({ field, key, at, by, ...reason }) => ({
    field,
    weight: reason.weight,
    // The key of an address begins with its kind.
    value: field === 'externalRef' ? key : key.slice(key.indexOf('#') + 1),
    since: new Date(at).toISOString(),
    by,
    score: null,
  }));
  const similar = Object.entries(similarity).map(([field, score]) => ({
    ...{ field, weight: 'weak' as const, value: null, since: null, by: null },
    score,
  }));
  return [...stated, ...similar];
}

/** The ids of the two contacts in the id of a suggestion. */
export function readDuplicateId(id: string): readonly [string, string] {
  const [one = '', other = ''] = id.split('.');
  return [one, other];
}
