import { findIdentityKey, type Identity, identityFields } from './identities.ts';
import { precedenceOf, type Sources } from './sources.ts';

/**
 * How an address of a contact is written: as in the first message from it, or else as the first source in precedence
 * writes it. It does not depend on the order in which the sources learned it. An address that no source asserts has its
 * stored spelling.
 */
export function spellingOf(key: string, { kind, value, verified }: Identity, sources: Sources): string {
  const field = identityFields.find((each) => each === kind);
  if (field === undefined || verified) return value;
  const spellings = precedenceOf(field).map((source) => sources[source]?.[field]?.[0]);
  return spellings.find((each) => each && findIdentityKey(field, each) === key) ?? value;
}
