import { identityFields } from './identities.ts';
import type { Name } from './names.ts';

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
