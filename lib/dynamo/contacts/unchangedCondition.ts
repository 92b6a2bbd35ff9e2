import { type Field, groups, precedence } from '../../contacts/sources.ts';
import type { Said } from '../../contacts/statements.ts';

/**
 * The fold as a condition: true where a contact is already seen to be what `said` says, so that a write that changes
 * nothing is found out without reading first. Uses the placeholders `:seen_<field>` and `#domain`.
 *
 * Whether a company that a domain implies counts depends on the email, which no condition can tell. In doubt this is true:
 * who is told "already so" has the item in hand and folds it.
 */
export function alreadySeen(said: Said): string {
  const spoken = groups
    .map((group) => group.filter((field) => said[field] !== undefined))
    .filter(({ length }) => length > 0);
  const seen = spoken.map((group) => waysToBeSeen(group, said).join(' OR '));
  return seen.length === 1 ? seen.join() : seen.map((ways) => `(${ways})`).join(' AND ');
}

const paths = precedence.map((source) => `sources.${source === 'domain' ? '#domain' : source}`);

/** Each source may say it while all that count more are silent; "there is none" is also seen where nobody says anything. */
function waysToBeSeen(group: readonly Field[], said: Said): string[] {
  // A source that says one field of a group says all of them.
  const silences = paths.map((path) => `attribute_not_exists(${path}.${group[0]})`);
  const ways = paths.map((path, i) => {
    const agreement = group.map((field) => `${path}.${field}[0] = :seen_${field}`);
    return [...silences.slice(0, i), ...agreement].join(' AND ');
  });
  // All but the domain, the last one.
  return group.every((field) => said[field] === null) ? [...ways, silences.slice(0, -1).join(' AND ')] : ways;
}
