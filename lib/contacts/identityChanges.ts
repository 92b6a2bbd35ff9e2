import { sourceOf } from './actors.ts';
import { layersOf } from './fold.ts';
import {
  findIdentityKey,
  type Identities,
  type Identity,
  type IdentityField,
  type IdentityPatch,
  identityFields,
  identityKey,
  identityLimit,
  maxIdentities,
  type Stamp,
} from './identities.ts';
import type { Assertion, Source, Sources } from './sources.ts';

/** What a source asserts from now on about email and phone; `withdrawn`: nothing any more. */
export type AddressAssertions = { readonly [F in IdentityField]?: Assertion | 'withdrawn' };

/** The parts of a contact that decide which addresses it has. */
export type Addressed = {
  readonly sources: Sources;
  readonly identities: Identities;
  /** The keys of the identities that a person removed from the contact: no machine gives them back. */
  readonly refused?: readonly string[];
};

export type Circumstances = {
  /** The fields in which the source's word is as good as a person's. A person's own always is. */
  readonly confirms?: readonly IdentityField[];
  /** The emails that the source states beside its assertion: the contact gets those that the source confirms. */
  readonly moreEmails?: readonly Assertion[];
  /** The keys that other contacts own. */
  readonly taken?: { has(key: string): boolean } | undefined;
};

type Statement = readonly [field: IdentityField, asserted: Assertion | 'withdrawn'];
type Entry = readonly [key: string, identity: Identity | null];

/**
 * What assertions of one source change in the identities of a contact. An address for which the contact has no room is
 * left out; if a caller states it, throws `identity_limit`. A contact from before that limit may have more to lose than
 * one transaction holds: it keeps the rest until the next change. Throws `invalid` for an impossible email.
 */
export function identityChanges(
  contact: Addressed,
  source: Source,
  assertions: AddressAssertions,
  circumstances: Circumstances = {},
): IdentityPatch {
  const { lost, gained, excess } = changesOf(contact, source, assertions, circumstances);
  const isWithdrawal = Object.values(assertions).includes('withdrawn');
  if (callers.includes(source) && !isWithdrawal && excess.size > 0) throw identityLimit();
  return Object.fromEntries([...lost, ...gained.filter((each) => !excess.has(each))]);
}

/** How many addresses such assertions of a machine state in vain, because the contact has no room for them. */
export const ignoredBy = (...asserted: Parameters<typeof changesOf>): number => changesOf(...asserted).excess.size;

function changesOf(
  contact: Addressed,
  source: Source,
  assertions: AddressAssertions,
  circumstances: Circumstances = {},
) {
  const statements = identityFields.flatMap((field): Statement[] => {
    const asserted = assertions[field];
    return asserted ? [[field, asserted]] : [];
  });
  const lost = statements.flatMap((each) => lostBy(contact, source, each, circumstances)).slice(0, maxIdentities);
  const gained = [...new Map(statements.flatMap((each) => gainedBy(contact, source, each, circumstances)))];
  const added = gained.filter(([key]) => !Object.hasOwn(contact.identities, key));
  const released = lost.filter(([, identity]) => identity === null);
  const room = Math.max(0, maxIdentities - Object.keys(contact.identities).length + released.length);
  return { lost, gained, excess: new Set(added.slice(room)) };
}

const callers: readonly Source[] = ['manual', 'agent'];

/**
 * The identities of a field that end when a source asserts something else about it, or that are only reported from now
 * on. An address that messages came from stays, and one that somebody else confirmed. A person's other value overrules
 * what machines assert; otherwise an address stays while another source asserts it. A record of the CRM has all its
 * emails, so those that the CRM confirmed end when it states them no more.
 */
function lostBy(
  contact: Addressed,
  source: Source,
  [field, asserted]: Statement,
  { moreEmails = [] }: Circumstances,
): readonly Entry[] {
  const before = assertedKey(contact, source, field);
  const isWithdrawn = asserted === 'withdrawn';
  const next = isWithdrawn ? [] : [asserted, ...moreEmails].map((each) => keyOf(field, each));
  const isOverruling = source === 'manual' && !isWithdrawn;
  return Object.entries(contact.identities).flatMap(([key, identity]): Entry[] => {
    const { confirmed, ...reported } = identity;
    const confirmedBy = confirmed && sourceOf(confirmed[1]);
    const isOfRecord = source === 'crm' && confirmedBy === 'crm' && identity.kind === field;
    const isConcerned = isOverruling ? identity.kind === field : key === before || isOfRecord;
    if (!isConcerned || next.includes(key) || identity.verified) return [];
    const isOwnWord = isOfRecord || (key === before && (source === 'manual' || confirmedBy === source));
    if (confirmed && !isOwnWord && !(isOverruling && confirmedBy !== 'manual')) return [];
    const others = reporters.filter((each) => each !== source);
    const isReported = !isOverruling && others.some((each) => assertedKey(contact, each, field) === key);
    if (!isReported) return [[key, null]];
    return confirmed ? [[key, reported]] : [];
  });
}

/** The identities that a contact gets by a statement, or that it confirms. */
function gainedBy(
  contact: Addressed,
  source: Source,
  [field, asserted]: Statement,
  { confirms = [], moreEmails = [], taken }: Circumstances,
): readonly Entry[] {
  if (asserted === 'withdrawn') return source === 'manual' ? freeReports(contact, field, taken) : [];
  const isConfirmed = source === 'manual' || confirms.includes(field);
  const stated = isConfirmed && field === 'email' ? [asserted, ...moreEmails] : [asserted];
  const gained = stated.flatMap((each) => gain(contact, field, each, { isConfirmed, taken }));
  return source === 'manual' ? gained : gained.filter(([key]) => mayReport(contact, field, key));
}

function gain(
  { identities }: Addressed,
  field: IdentityField,
  [value, at, by]: Assertion,
  { isConfirmed, taken }: Pick<Circumstances, 'taken'> & { readonly isConfirmed: boolean },
): readonly Entry[] {
  if (value === null) return [];
  const key = identityKey(field, value);
  const confirmed: Stamp | undefined = isConfirmed ? [at, by] : undefined;
  const owned = Object.hasOwn(identities, key) ? identities[key] : undefined;
  if (owned) return confirmed && !owned.confirmed ? [[key, { ...owned, confirmed }]] : [];
  return taken?.has(key) ? [] : [[key, { kind: field, value, ...(confirmed && { confirmed }) }]];
}

/** The machines whose assertions claim addresses. */
const reporters: readonly Source[] = ['crm', 'agent', 'conversation'];

/** The addresses that machines assert and that are free, for a contact of which a person states none any more. */
const freeReports = (contact: Addressed, field: IdentityField, taken: Circumstances['taken']): readonly Entry[] =>
  reporters.flatMap((source) => {
    const asserted = contact.sources[source]?.[field];
    const gained = asserted ? gain(contact, field, asserted, { isConfirmed: false, taken }) : [];
    return gained.filter(([key]) => !contact.refused?.includes(key));
  });

/**
 * Whether a machine may give a contact an address of this kind: not while it shows one that a person states, or that
 * there is none, and not one that a person removed.
 */
export function mayReport({ sources, identities, refused }: Addressed, kind: string, key: string): boolean {
  const field = identityFields.find((each) => each === kind);
  const [own] = layersOf({ sources, identities }).manual ?? [];
  const isStated = field !== undefined && own?.assertions[field] !== undefined;
  return !isStated && !refused?.includes(key);
}

const keyOf = (field: IdentityField, [value]: Assertion): string | undefined =>
  value === null ? undefined : findIdentityKey(field, value);

function assertedKey({ sources }: Addressed, source: Source, field: IdentityField): string | undefined {
  const asserted = sources[source]?.[field];
  return asserted && keyOf(field, asserted);
}
