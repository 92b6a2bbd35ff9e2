import { sourceOf } from './actors.ts';
import {
  findIdentityKey,
  firstVerified,
  type Identities,
  type IdentityField,
  identityFields,
  lastConfirmed,
} from './identities.ts';
import type { Name } from './names.ts';
import { hasSameWords } from './sameWords.ts';

/** The sources of values, in the order of precedence for names and companies: a display name proves no employer. */
export const precedence = ['manual', 'crm', 'agent', 'conversation', 'domain', 'sender'] as const;
export type Source = (typeof precedence)[number];

/**
 * The order for an email or phone: an address that the person writes from precedes one that a conversation mentions.
 */
const addressPrecedence: readonly Source[] = ['manual', 'crm', 'agent', 'sender', 'conversation'];

/** The sources that may assert a field, in the order of precedence. */
export const precedenceOf = (field: Field): readonly Source[] =>
  identityFields.some((each) => each === field) ? addressPrecedence : precedence;

/**
 * The fields that sources assert, in groups. A source asserts all fields of a group or none, and callers see a group as
 * one source asserts it, so that the parts of two names never mix.
 */
export const groups = [['firstName', 'lastName'], ['email'], ['phone'], ['companyName']] as const;
export type Field = (typeof groups)[number][number];

/**
 * What a source asserts of one field: the value (`null`: there is none), when it was asserted or observed (epoch
 * milliseconds), by whom, and for `domain` the domain that it was derived from. It is a tuple, because it is stored in
 * this form and a contact must stay below one write unit (1 KB).
 */
export type Assertion = readonly [value: string | null, at: number, by: string, domain?: string];

/**
 * Stands for the part of a name that a source does not state while it states the other part. Its time is the earliest
 * that exists (ECMA-262, 21.4.1.1), so that any later assertion supersedes it.
 */
export const unspecified: Assertion = [null, -8.64e15, ''];

/** A name as a message or an event stated it, when (epoch milliseconds) and by whom; a company may be beside it. */
export type StatedName = Name & { readonly companyName?: string; readonly at: number; readonly by: string };

/** What one source asserts. `names` are all that it remembers, where those are more than the one that it asserts. */
export type Assertions = { readonly [F in Field]?: Assertion } & { readonly names?: readonly StatedName[] };
export type Sources = { readonly [S in Source]?: Assertions };

/** The fields of a contact as callers see them. */
export type Person = { readonly [F in Field]: string | null };

/** What a contact's sources assert, and the addresses that it owns. */
export type Sourced = { readonly sources: Sources; readonly identities: Identities };

/**
 * Folds the assertions of all sources into what callers see: per group, those of the first source in precedence that
 * asserts anything. An email or phone counts only while the contact owns it, and a company derived from a domain only
 * while that is the domain of the visible email.
 */
export function fold(contact: Sourced): Person {
  const sources = countingSources(contact);
  const suppliers = suppliersOf(sources);
  const valueIn = (field: Field): string | null => {
    const source = suppliers[field];
    return (source && stated(sources[source])[field]?.[0]) ?? null;
  };
  return {
    firstName: valueIn('firstName'),
    lastName: valueIn('lastName'),
    email: valueIn('email'),
    phone: valueIn('phone'),
    companyName: valueIn('companyName'),
  };
}

/**
 * The sources without the addresses that the contact does not own, and with those that follow from its identities and
 * are not stored a second time: `sender` asserts the first email and phone that messages came from. An email or phone
 * that no source asserts is the one that was confirmed last, asserted by the source of its author.
 */
export function countingSources({ sources, identities }: Sourced): Sources {
  const owned = precedence.map((source) => [source, ownedAssertions(sources[source], identities)] as const);
  const [email, phone] = identityFields.map((field) => firstVerified(identities, field));
  const sender = { ...sources.sender, ...(email && { email }), ...(phone && { phone }) };
  const asserted: Sources = { ...Object.fromEntries(owned), sender };
  return identityFields.reduce((known, field) => withConfirmed(known, field, identities), asserted);
}

function withConfirmed(sources: Sources, field: IdentityField, identities: Identities): Sources {
  if (precedenceOf(field).some((source) => sources[source]?.[field])) return sources;
  const confirmed = lastConfirmed(identities, field);
  const source = confirmed && sourceOf(confirmed[2]);
  if (source === undefined || source === 'unknown') return sources;
  return { ...sources, [source]: { ...sources[source], [field]: confirmed } };
}

function ownedAssertions(assertions: Assertions | undefined, identities: Identities): Assertions | undefined {
  const lost = identityFields.filter((field) => !isOwned(field, assertions?.[field], identities));
  if (lost.length === 0) return assertions;
  const { email, phone, ...others } = assertions ?? {};
  const isKept = (field: IdentityField) => !lost.includes(field);
  return { ...others, ...(email && isKept('email') && { email }), ...(phone && isKept('phone') && { phone }) };
}

/** Whether an assertion names an address that is among these, or none. */
const isOwned = (field: IdentityField, assertion: Assertion | undefined, identities: Identities): boolean =>
  !assertion?.[0] || Object.hasOwn(identities, findIdentityKey(field, assertion[0]) ?? '');

/**
 * The source that supplies each field that callers see: the first in precedence that states it. A name is one group:
 * the first source that states any part of it supplies both. A part that it leaves unspecified comes from the next
 * source whose other part has the same words.
 */
export function suppliersOf(sources: Sources): { readonly [F in Field]?: Source | undefined } {
  const first = (field: Field, email: string | null = null): Source | undefined =>
    precedenceOf(field).find((source) => counts(sources[source]?.[field], email));
  const email = first('email');
  return {
    ...nameSuppliers(sources),
    email,
    phone: first('phone'),
    companyName: first('companyName', (email && sources[email]?.email?.[0]) ?? null),
  };
}

function nameSuppliers(sources: Sources): { readonly firstName?: Source; readonly lastName?: Source } {
  const [counting, ...others] = precedence
    .map((source) => ({ source, ...stated(sources[source]) }))
    .filter(({ firstName, lastName }) => firstName !== undefined || lastName !== undefined);
  if (counting === undefined) return {};
  const { source, firstName, lastName } = counting;
  const filler = others.find((other) => completes(counting, other))?.source ?? source;
  return { firstName: firstName ? source : filler, lastName: lastName ? source : filler };
}

/**
 * Whether a source has the part of a name that another one leaves unspecified, and agrees with it on the stated part.
 * Of a sender's given names, the first is enough: display names have more of them than other people use.
 */
function completes({ firstName, lastName }: Assertions, other: Assertions & { readonly source: Source }): boolean {
  const [otherFirst, otherLast] = [other.firstName?.[0] ?? null, other.lastName?.[0] ?? null];
  if (firstName === undefined) return otherFirst !== null && hasSameWords(lastName?.[0] ?? null, otherLast);
  if (otherLast === null) return false;
  const given = [otherFirst, ...(other.source === 'sender' ? [otherFirst?.split(' ', 1).join() ?? null] : [])];
  return given.some((each) => hasSameWords(firstName[0], each));
}

/**
 * What a source states: its assertions without an unspecified part of the name. If the parts have different authors,
 * the older one is unspecified too, because two authors may not mean the same name.
 */
export function stated(assertions: Assertions = {}): Assertions {
  const { firstName, lastName, ...others } = assertions;
  if (firstName === undefined || lastName === undefined || firstName[2] === lastName[2]) return assertions;
  return supersedes(firstName, lastName) ? { ...others, firstName } : { ...others, lastName };
}

/**
 * Whether an assertion replaces the `known` one of the same source: the newer one does. Of two with the same time it is
 * the one whose author sorts last, and of one author the greater value, so that the order of arrival makes no
 * difference.
 */
export function supersedes([value, at, by]: Assertion, known: Assertion | undefined): boolean {
  if (known === undefined) return true;
  const [knownValue, knownAt, knownBy] = known;
  if (at !== knownAt) return at > knownAt;
  return by === knownBy ? (value ?? '') > (knownValue ?? '') : by > knownBy;
}

/**
 * Whether an assertion counts, where `email` is the visible one: all do except the company of another email's domain.
 */
export const counts = (assertion: Assertion | undefined, email: string | null): boolean =>
  assertion !== undefined && (assertion[3] === undefined || assertion[3] === domainOf(email));

/** The domain of an email address, in lower case. */
export const domainOf = (email: string | null): string | undefined =>
  email?.slice(email.lastIndexOf('@') + 1).toLowerCase();
