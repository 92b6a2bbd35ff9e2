import type { StoredContact } from '../contact.ts';

/**
 * Whether a person has stated that two contacts are not one: by removing an address from one of them that the other one
 * has.
 */
export const isSplit = (one: StoredContact, other: StoredContact): boolean =>
  isRefused(one, other) || isRefused(other, one);

const isRefused = ({ refused }: StoredContact, { identities }: StoredContact): boolean =>
  refused !== undefined && Object.keys(identities).some((key) => refused.has(key));
