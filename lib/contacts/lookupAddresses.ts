import { createHash } from 'node:crypto';
import { fold, type Person, type Sourced } from './fold.ts';

/** The addresses by which a contact is looked up in the CRM. */
export type LookupAddresses = Pick<Person, 'email' | 'phone'>;

export function lookupAddressesOf(contact: Sourced): LookupAddresses {
  const { email, phone } = fold(contact);
  return { email, phone };
}

export const hasLookupAddress = ({ email, phone }: LookupAddresses): boolean => email !== null || phone !== null;

/** Stands for addresses, so that the result of a lookup can be recognised as one of other addresses. */
export const fingerprintOf = ({ email, phone }: LookupAddresses): string =>
  createHash('sha256')
    .update(JSON.stringify([email, phone]))
    .digest('base64url');
