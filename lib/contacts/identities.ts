import { domainToASCII } from 'node:url';
import { formats } from '../../schemas/formats.ts';
import { invalid } from './ContactError.ts';
import type { Sources } from './sources.ts';

/** The fields that are also identities: what one of them holds can belong to one contact only. */
export const identityFields = ['email', 'phone'] as const;
export type IdentityField = (typeof identityFields)[number];

/** One address of a person. `seenAt` (epoch milliseconds) is set when a message came from it. */
export type Identity = {
  readonly kind: string;
  readonly value: string;
  readonly channel?: string;
  readonly seenAt?: number;
};

/** Identities by their key, `email#anna@example.com`. */
export type Identities = { readonly [key: string]: Identity };

/**
 * The key under which an address is unique in a tenant. Two spellings of one mailbox have one key; two mailboxes never do.
 *
 * Email: ASCII letters in lower case and the domain in Punycode (UTS #46). Letters of other scripts stay as they are in
 * the local part, because only its server knows which of them are one: `K` (U+212A) is not `k`. Throws `invalid` where the
 * domain can't be one. Phone: E.164 as it is.
 */
export function identityKey(field: IdentityField, value: string): string {
  const key = findIdentityKey(field, value);
  if (key === undefined) throw invalid([{ pointer: `/${field}`, message: `${field} ${formats.email.phrase}` }]);
  return key;
}

function findIdentityKey(field: IdentityField, value: string): string | undefined {
  if (field === 'phone') return `phone#${value}`;
  const at = value.lastIndexOf('@');
  const domain = domainToASCII(value.slice(at + 1));
  const local = value.slice(0, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return domain === '' ? undefined : `email#${local}@${domain}`;
}

/**
 * What a person's statement about one address means for the claims: the key to take, if it is not held yet, and the key
 * to release. Only an address that a person typed and that nothing else vouches for is released; one that a message came
 * from stays, as an alias.
 */
export function identityChange(
  field: IdentityField,
  value: string | null,
  { sources, identities }: { readonly sources: Sources; readonly identities: Identities },
): { readonly take?: string; readonly release?: string } {
  const wanted = value === null ? undefined : identityKey(field, value);
  const { manual, ...machines } = sources;
  const keyOf = (said: string | null | undefined) => (said ? findIdentityKey(field, said) : undefined);
  const typed = keyOf(manual?.[field]?.[0]);
  const vouched = Object.values(machines).some((source) => keyOf(source[field]?.[0]) === typed);
  const releases = typed !== undefined && typed !== wanted && !vouched && identities[typed]?.seenAt === undefined;
  return {
    ...(wanted !== undefined && !Object.hasOwn(identities, wanted) && { take: wanted }),
    ...(releases && Object.hasOwn(identities, typed) && { release: typed }),
  };
}
