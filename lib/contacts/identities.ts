import { domainToASCII } from 'node:url';
import { formats } from '../../schemas/formats.ts';
import { invalid } from './ContactError.ts';
import type { FieldValues } from './fieldValues.ts';
import { precedence, type Source, type Sources } from './sources.ts';

/** The fields that are also identities: one contact at most can own an address in them. */
export const identityFields = ['email', 'phone'] as const;
export type IdentityField = (typeof identityFields)[number];

/**
 * One address of a person. `seenAt` (epoch milliseconds) is the time of the first message from it; absent = there was
 * none.
 */
export type Identity = {
  readonly kind: string;
  readonly value: string;
  readonly channel?: string;
  readonly seenAt?: number;
};

/** Identities by their keys, such as `email#anna@example.com`. */
export type Identities = { readonly [key: string]: Identity };

/**
 * Returns the key under which an address is unique in a tenant. Two spellings of one mailbox have the same key, two
 * mailboxes never do.
 *
 * The key of an email has ASCII letters in lower case and the domain in Punycode (UTS #46). Other letters of the local
 * part stay as they are, because only the mail server knows which are equal: `K` (U+212A) is not `k`. Throws `invalid`
 * where the domain cannot exist. The key of a phone is the number in E.164.
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
 * What one contact at most can own: a record of the CRM (`externalRef`), by its id, or an identity, by its key; `field`
 * is then the kind of the identity.
 */
export type ClaimKey = { readonly field: string; readonly key: string };

/** Identities that a contact gets, by their keys, and those that it loses (`null`). */
export type IdentityPatch = { readonly [key: string]: Identity | null };

export type IdentityChanges = {
  /** The identities to claim: no contact may own them yet. */
  readonly taken: readonly ClaimKey[];
  /** The identities to give up. */
  readonly released: readonly ClaimKey[];
  readonly patch: IdentityPatch;
};

/** What values that one source asserts change in the identities of a contact. */
export function identityChanges(source: Source, values: FieldValues, contact: Addressed): IdentityChanges {
  const changes = identityFields.flatMap((field) => {
    const value = values[field];
    return value === undefined ? [] : [{ field, value, ...identityChange(source, field, value, contact) }];
  });
  const taken = changes.flatMap(({ field, value, take }) =>
    take === undefined || value === null ? [] : [{ field, key: take, identity: { kind: field, value } }],
  );
  const released = changes.flatMap(({ field, release = [] }) => release.map((key) => ({ field, key })));
  const patch = Object.fromEntries<Identity | null>([
    ...taken.map(({ key, identity }) => [key, identity] as const),
    ...released.map(({ key }) => [key, null] as const),
  ]);
  return { taken: taken.map(({ field, key }) => ({ field, key })), released, patch };
}

type Addressed = { readonly sources: Sources; readonly identities: Identities };

/**
 * The key to claim for a value of one source, if the contact does not own it yet, and the keys to release.
 *
 * An address is released only if this source asserted it, no other source does, and no message came from it. A person
 * who states that there is no address (`null`) overrules the machines: they can neither keep nor take one for this
 * field.
 */
export function identityChange(
  source: Source,
  field: IdentityField,
  value: string | null,
  { sources, identities }: Addressed,
): { readonly take?: string; readonly release?: readonly string[] } {
  const wanted = value === null ? undefined : identityKey(field, value);
  const keyAssertedBy = (each: Source) => {
    const asserted = sources[each]?.[field]?.[0];
    return asserted ? findIdentityKey(field, asserted) : undefined;
  };
  const isDenied = source !== 'manual' && sources.manual?.[field]?.[0] === null;
  const overruled = source === 'manual' && value === null ? precedence : [source];
  const stillAsserted = precedence.filter((each) => !overruled.includes(each)).map(keyAssertedBy);
  const release = [...new Set(overruled.map(keyAssertedBy))].filter(
    (key): key is string =>
      key !== undefined &&
      key !== wanted &&
      !stillAsserted.includes(key) &&
      Object.hasOwn(identities, key) &&
      identities[key]?.seenAt === undefined,
  );
  return {
    ...(wanted !== undefined && !isDenied && !Object.hasOwn(identities, wanted) && { take: wanted }),
    ...(release.length > 0 && { release }),
  };
}
