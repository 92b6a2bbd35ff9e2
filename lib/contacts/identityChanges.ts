import { sourceOf } from './actors.ts';
import {
  findIdentityKey,
  type Identities,
  type Identity,
  type IdentityField,
  type IdentityPatch,
  identityFields,
  identityKey,
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
  readonly refused?: ReadonlySet<string>;
};

export type Circumstances = {
  /** The fields in which the source's word is as good as a person's. A person's own always is. */
  readonly confirms?: readonly IdentityField[];
  /** The keys that other contacts own. */
  readonly taken?: { has(key: string): boolean };
};

/** What assertions of one source change in the identities of a contact. Throws `invalid` for an impossible email. */
export function identityChanges(
  contact: Addressed,
  source: Source,
  assertions: AddressAssertions,
  circumstances: Circumstances = {},
): IdentityPatch {
  const patches = identityFields.flatMap((field) => {
    const asserted = assertions[field];
    if (asserted === undefined) return [];
    const gained = asserted === 'withdrawn' ? [] : gainedBy(contact, source, field, asserted, circumstances);
    const fallbacks = source === 'manual' && asserted === 'withdrawn' ? freeReports(contact, field, circumstances) : [];
    return [...lostBy(contact, source, field, asserted), ...gained, ...fallbacks];
  });
  return Object.fromEntries(patches);
}

type Entry = readonly [key: string, identity: Identity | null];

/**
 * The identities of a field that end when a source asserts something else about it, or that are only reported from now
 * on. An address that messages came from stays, and one that somebody else confirmed. A person's other value overrules
 * what machines assert; otherwise an address stays while another source asserts it.
 */
function lostBy(
  contact: Addressed,
  source: Source,
  field: IdentityField,
  asserted: Assertion | 'withdrawn',
): readonly Entry[] {
  const before = assertedKey(contact, source, field);
  const next = asserted === 'withdrawn' ? undefined : keyOf(field, asserted);
  const isOverruling = source === 'manual' && asserted !== 'withdrawn';
  return Object.entries(contact.identities).flatMap(([key, identity]): Entry[] => {
    const isConcerned = isOverruling ? identity.kind === field : key === before;
    if (!isConcerned || key === next || identity.verified) return [];
    const { confirmed, ...reported } = identity;
    const confirmedBy = confirmed && sourceOf(confirmed[1]);
    const isOwnWord = key === before && (source === 'manual' || confirmedBy === source);
    if (confirmed && !isOwnWord && !(isOverruling && confirmedBy !== 'manual')) return [];
    const others = reporters.filter((each) => each !== source);
    const isReported = !isOverruling && others.some((each) => assertedKey(contact, each, field) === key);
    if (!isReported) return [[key, null]];
    return confirmed ? [[key, reported]] : [];
  });
}

/** The identity that a contact gets when a source asserts an address, or that is confirmed by it. */
function gainedBy(
  contact: Addressed,
  source: Source,
  field: IdentityField,
  asserted: Assertion,
  { confirms = [], taken }: Circumstances,
): readonly Entry[] {
  const [value, at, by] = asserted;
  if (value === null) return [];
  const key = identityKey(field, value);
  const isPerson = source === 'manual';
  if (!isPerson && !mayReport(contact, field, key)) return [];
  const confirmed: Stamp | undefined = isPerson || confirms.includes(field) ? [at, by] : undefined;
  const owned = Object.hasOwn(contact.identities, key) ? contact.identities[key] : undefined;
  if (owned) return confirmed && !owned.confirmed ? [[key, { ...owned, confirmed }]] : [];
  if (taken?.has(key)) return [];
  return [[key, { kind: field, value, ...(confirmed && { confirmed }) }]];
}

/** The machines whose assertions claim addresses. */
const reporters: readonly Source[] = ['crm', 'agent', 'conversation'];

/** The addresses that machines assert and that are free, for a contact of which a person states none any more. */
function freeReports(contact: Addressed, field: IdentityField, { taken }: Circumstances): readonly Entry[] {
  const { [field]: _, ...manual } = contact.sources.manual ?? {};
  const withdrawn = { ...contact, sources: { ...contact.sources, manual } };
  return reporters.flatMap((source): readonly Entry[] => {
    const asserted = contact.sources[source]?.[field];
    return asserted ? gainedBy(withdrawn, source, field, asserted, taken ? { taken } : {}) : [];
  });
}

/**
 * Whether a machine may give a contact an address of this kind: not while a person states another one, or that there is
 * none, and not one that a person removed.
 */
export function mayReport({ sources, identities, refused }: Addressed, kind: string, key: string): boolean {
  const field = identityFields.find((each) => each === kind);
  const stated = field && sources.manual?.[field];
  const isStated = stated && (stated[0] === null || Object.hasOwn(identities, keyOf(field, stated) ?? ''));
  return !isStated && !refused?.has(key) && (Object.hasOwn(identities, key) || !isFull(identities));
}

const isFull = (identities: Identities): boolean => Object.keys(identities).length >= maxIdentities;

const keyOf = (field: IdentityField, [value]: Assertion): string | undefined =>
  value === null ? undefined : findIdentityKey(field, value);

function assertedKey({ sources }: Addressed, source: Source, field: IdentityField): string | undefined {
  const asserted = sources[source]?.[field];
  return asserted && keyOf(field, asserted);
}
