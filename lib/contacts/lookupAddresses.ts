import { createHash } from 'node:crypto';
import { fold, type Person, type Sources } from './sources.ts';

/** The addresses of a contact that there are to look up. */
export type LookupAddresses = Pick<Person, 'email' | 'phone'>;

export function lookupAddressesOf(sources: Sources): LookupAddresses {
  const { email, phone } = fold(sources);
  return { email, phone };
}

/** Whether there is anything to look up. */
export const hasLookupAddress = ({ email, phone }: LookupAddresses): boolean => email !== null || phone !== null;

/** Stands for a question, so that an answer to another one is known as that. */
export const fingerprintOf = ({ email, phone }: LookupAddresses): string =>
  createHash('sha256')
    .update(JSON.stringify([email, phone]))
    .digest('base64url');
