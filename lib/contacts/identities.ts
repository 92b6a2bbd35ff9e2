import { domainToASCII } from 'node:url';
import { formats } from '../../schemas/formats.ts';
import { invalid } from './ContactError.ts';
import { precedence, type Source, type Sources } from './sources.ts';
import type { Said } from './statements.ts';

/** The fields that are also identities: what one of them holds can belong to one contact only. */
export const identityFields = ['email', 'phone'] as const;
export type IdentityField = (typeof identityFields)[number];

/** One address of a person. `seenAt` (epoch milliseconds) is when the first message came from it; absent = none did. */
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

/** Identities that a contact gets, by their key, and those that it loses (`null`). */
export type IdentityPatch = { readonly [key: string]: Identity | null };

export type IdentityChanges = {
  /** The identities to claim: no contact may hold them yet. */
  readonly taken: readonly { readonly field: IdentityField; readonly key: string }[];
  /** The keys to give back. */
  readonly released: readonly string[];
  readonly patch: IdentityPatch;
};

/** What a statement of one source means for the identities of a contact, and for who holds them. */
export function identityChanges(source: Source, said: Said, item: Item): IdentityChanges {
  const changes = identityFields.flatMap((field) => {
    const value = said[field];
    return value === undefined ? [] : [{ field, value, ...identityChange(source, field, value, item) }];
  });
  const taken = changes.flatMap(({ field, value, take }) =>
    take === undefined || value === null ? [] : [{ field, key: take, identity: { kind: field, value } }],
  );
  const released = changes.flatMap(({ release = [] }) => release);
  const patch = Object.fromEntries<Identity | null>([
    ...taken.map(({ key, identity }) => [key, identity] as const),
    ...released.map((key) => [key, null] as const),
  ]);
  return { taken: taken.map(({ field, key }) => ({ field, key })), released, patch };
}

type Item = { readonly sources: Sources; readonly identities: Identities };

/**
 * The key to take for a statement about one address, if it is not held yet, and the keys to release.
 *
 * Only an address that this source said and that nothing else vouches for is released; one that a message came from stays,
 * as an alias. A person who says that there is none speaks of what machines say too: they can't hold an address against that.
 */
export function identityChange(
  source: Source,
  field: IdentityField,
  value: string | null,
  { sources, identities }: Item,
): { readonly take?: string; readonly release?: readonly string[] } {
  const wanted = value === null ? undefined : identityKey(field, value);
  const keySaidBy = (each: Source) => {
    const said = sources[each]?.[field]?.[0];
    return said ? findIdentityKey(field, said) : undefined;
  };
  const isDenied = source !== 'manual' && sources.manual?.[field]?.[0] === null;
  const speakers = source === 'manual' && value === null ? precedence : [source];
  const vouched = precedence.filter((each) => !speakers.includes(each)).map(keySaidBy);
  const release = [...new Set(speakers.map(keySaidBy))].filter(
    (key): key is string =>
      key !== undefined &&
      key !== wanted &&
      !vouched.includes(key) &&
      Object.hasOwn(identities, key) &&
      identities[key]?.seenAt === undefined,
  );
  return {
    ...(wanted !== undefined && !isDenied && !Object.hasOwn(identities, wanted) && { take: wanted }),
    ...(release.length > 0 && { release }),
  };
}
