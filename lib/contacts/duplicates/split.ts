import type { StoredContact } from '../contact.ts';
import { allIdentities } from '../fold.ts';

/**
 * Whether a person has stated that two contacts are not one: by removing an address from one of them that the other one
 * has.
 */
export const isSplit = (one: StoredContact, other: StoredContact): boolean =>
  isRefused(one, other) || isRefused(other, one);

/** What was merged into a contact belongs to it. */
const isRefused = (one: StoredContact, other: StoredContact): boolean =>
  [one, ...Object.values(one.contributions ?? {})].some(
    ({ refused }) => refused !== undefined && Object.keys(allIdentities(other)).some((key) => refused.includes(key)),
  );
