import { createHash } from 'node:crypto';
import * as formats from '../../schemas/formats.ts';
import { readEmail } from './addresses/email.ts';
import { phoneKey } from './addresses/phone.ts';
import { ContactError, invalid } from './ContactError.ts';

/** The fields that are also identities: one contact at most can own an address in them. */
export const identityFields = ['email', 'phone'] as const;
export type IdentityField = (typeof identityFields)[number];

/** When something was observed or stated (epoch milliseconds), and by whom. */
export type Stamp = readonly [at: number, by: string];

/**
 * What an address proves: `verified` is the first message from it, `confirmed` a person's statement that it is theirs.
 */
export type Proof = { readonly verified?: Stamp; readonly confirmed?: Stamp };

/** One address of a person; one without proof is only reported: a conversation or the CRM mentions it. */
export type Identity = Proof & {
  readonly kind: string;
  readonly value: string;
  /** The channel of the first message from it. */
  readonly channel?: string;
};

/** Identities by their keys, such as `email#anna@example.com`. */
export type Identities = { readonly [key: string]: Identity };

/**
 * Returns the key under which an address is unique in a tenant. All spellings of one mailbox, and all forms of one
 * phone number, have the same key. Throws `invalid` for what is no email address.
 */
export function identityKey(field: IdentityField, value: string): string {
  const key = findIdentityKey(field, value);
  if (key === undefined) throw invalid([{ pointer: `/${field}`, message: `${field} ${formats.email.phrase}` }]);
  return key;
}

/** The same key; `undefined` for what is no email address. */
export const findIdentityKey = (field: IdentityField, value: string): string | undefined =>
  field === 'phone' ? phoneKey(value) : readEmail(value)?.key;

/**
 * What one contact at most can own: a record of the CRM (`externalRef`), by its id, or an identity, by its key; `field`
 * is then the kind of the identity.
 */
export type ClaimKey = { readonly field: string; readonly key: string };

/** Identities that a contact gets or that change, by their keys, and those that it loses (`null`). */
export type IdentityPatch = { readonly [key: string]: Identity | null };

/** The id of an identity in the API: it goes into URLs, so it must not contain the address. */
export const identityId = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16);

/** How many identities a contact can have. */
export const maxIdentities = 50;

/** Whether a contact has no room for another identity. */
export const isFull = ({ identities }: { readonly identities: Identities }): boolean =>
  Object.keys(identities).length >= maxIdentities;

/** The error for one more. */
export const identityLimit = (): ContactError =>
  new ContactError('identity_limit', `A contact has at most ${maxIdentities} addresses; remove one first`);

/** Whether an address decides who wrote a message: a third party's mention of it does not. */
export const isProven = ({ verified, confirmed }: Proof): boolean => verified !== undefined || confirmed !== undefined;

/** What an address proves, in one word: the strength of its claim. */
export function strengthOf({ verified, confirmed }: Proof): 'verified' | 'confirmed' | 'reported' {
  if (verified) return 'verified';
  return confirmed ? 'confirmed' : 'reported';
}

/**
 * Whether one observation comes before another: of two with the same time, that of the author that sorts first, and of
 * one author the lesser value.
 */
export const precedes = (
  [at, by, value = '']: readonly [...Stamp, value?: string],
  [otherAt, other, otherValue = '']: readonly [...Stamp, value?: string],
): boolean => {
  if (at !== otherAt) return at < otherAt;
  return by === other ? value < otherValue : by < other;
};

type Proven = readonly [value: string, ...Stamp];

/** The address of a kind from which a message came first. */
export const firstVerified = (identities: Identities, kind: string): Proven | undefined =>
  inOrder(identities, kind, 'verified')[0];

/** The address of a kind that was confirmed last. */
export const lastConfirmed = (identities: Identities, kind: string): Proven | undefined =>
  inOrder(identities, kind, 'confirmed').at(-1);

const inOrder = (identities: Identities, kind: string, proof: keyof Proof): Proven[] =>
  Object.values(identities)
    .flatMap(({ kind: each, value, [proof]: stamp }): Proven[] => (each === kind && stamp ? [[value, ...stamp]] : []))
    .toSorted(([a, ...one], [b, ...other]) => (precedes([...one, a], [...other, b]) ? -1 : 1));
