import { type ClaimUpdate, type ClaimWrite, identityWrite } from './claims.ts';
import type { Contribution, CrmLink, StoredContact } from './contact.ts';
import type { Suggestion } from './duplicates.ts';
import type { Identities, IdentityPatch } from './identities.ts';
import { type Circumstances, identityChanges } from './identityChanges.ts';
import type { ResolutionChange } from './resolution.ts';
import type { Assertions, Source } from './sources.ts';

/** Who changes contacts, and when (epoch milliseconds). */
export type Author = { readonly actor: string; readonly at: number };

/**
 * What a decision changes: one contact, and everything that is written in the same transaction. The claims follow from
 * `identities`, `link` and `removed`.
 */
export type ContactChange = Author & {
  /** The contact as it was read, or as it is to be created. */
  readonly contact: StoredContact;
  /** The contact is new. */
  readonly created?: true;
  /** The sources that change, each with all that it asserts from now on; `null` removes the source. */
  readonly sources?: { readonly manual?: Assertions } & {
    readonly [S in Exclude<Source, 'manual'>]?: Assertions | null;
  };
  /** Identities to add or to replace, by their keys; `null` removes one. */
  readonly identities?: IdentityPatch;
  /** All identities that a person removed from the contact, the newest last. */
  readonly refused?: readonly string[];
  readonly link?: CrmLink;
  /** The id of the part whose link callers see from now on; `null`: the first that has one. */
  readonly shownLink?: string | null;
  /** What the contact gets by a merge, and what it gives back (`null`), by the ids of the merged contacts. */
  readonly contributions?: { readonly [contactId: string]: Contribution | null };
  /** Of a contribution: all that people withdrew from it. */
  readonly withdrawn?: Assertions;
  /** The contact is merged into the one with this id. */
  readonly mergedInto?: string;
  /**
   * Of a merge, or of its end: the version of the other contact. The next one of this contact exceeds it, because one
   * id stands for both, before and after, and an etag must name one state.
   */
  readonly above?: number;
  /** The contact was merged, and is no more: all that it is from now on. */
  readonly restored?: StoredContact;
  /** The contact is deleted, and everything that it owns becomes free. */
  readonly removed?: true;
  /**
   * When the event was observed that a machine changes the contact for (epoch milliseconds): it gives the contact no
   * address that was erased later, and proves none.
   */
  readonly observedAt?: number;
  /** How many addresses a machine states that the contact has no room for. */
  readonly ignored?: number;
  /** What claims of the contact remember of messages. */
  readonly claimUpdates?: readonly ClaimUpdate[];
  /** Other contacts that may be the same person. */
  readonly suggestions?: readonly Suggestion[];
  readonly resolution?: ResolutionChange;
};

/** Why a decision no longer applies: what it was made for has changed meanwhile. */
export type Stale = { readonly stale: 'contact' | 'claim' | 'attempt' };

/**
 * What other contacts own of what a change would give to a contact: the owner's id by the key of an identity, or by
 * `externalRef`.
 */
export type TakenFields = ReadonlyMap<string, string>;

/** What becomes of the contacts that a decision was asked about. */
export type Decision = 'unchanged' | Stale | ContactChange | readonly ContactChange[];

/** The decision to make all of these changes; `unchanged` where there are none. */
export const allOf = ([first, ...others]: readonly ContactChange[]): Decision => {
  if (first === undefined) return 'unchanged';
  return others.length === 0 ? first : [first, ...others];
};

/**
 * The change that new assertions of one source make, with the addresses that the contact gets and gives up by them. An
 * address that a person removed and states again is not refused any more.
 */
export function assertOn(
  contact: StoredContact,
  source: Source,
  assertions: Assertions,
  author: Author,
  circumstances: Circumstances = {},
): ContactChange & Required<Pick<ContactChange, 'identities' | 'sources'>> {
  const identities = identityChanges(contact, source, assertions, circumstances);
  return {
    ...author,
    contact,
    sources: { [source]: { ...contact.sources[source], ...assertions } },
    identities,
    ...accepting(contact, identities),
  };
}

/** What becomes of the addresses that a person removed from a contact when it gets some of them after all. */
export function accepting({ refused = [] }: StoredContact, identities: IdentityPatch): Pick<ContactChange, 'refused'> {
  const left = refused.filter((key) => !identities[key]);
  return left.length === refused.length ? {} : { refused: left };
}

/** The claims that a change takes, updates and releases. */
export function claimWrites({ contact, created, identities = {}, link, removed, claimUpdates = [] }: ContactChange) {
  const before = created ? {} : contact.identities;
  const after = created ? contact.identities : removed ? none(contact.identities) : identities;
  const updates = new Map(claimUpdates.map((update) => [update.key, update]));
  const remembering = claimUpdates.flatMap(({ key }) => {
    const identity = contact.identities[key];
    return identity ? [[key, identity] as const] : [];
  });
  const changed = new Map([...remembering, ...Object.entries(after)]);
  const writes = [...changed].flatMap(([key, identity]) => identityWrite(key, before[key], identity, updates.get(key)));
  const linked = created ? linkWrites(undefined, contact) : linkWrites(contact.externalRef, removed ? {} : link);
  return [...writes, ...linked];
}

/** A link that names no record, or another one, gives up the former. */
function linkWrites(before: string | undefined, link: Pick<CrmLink, 'externalRef'> | undefined): ClaimWrite[] {
  const after = link?.externalRef;
  if (link === undefined || after === before) return [];
  const field = 'externalRef';
  return [
    ...(after === undefined ? [] : [{ action: 'take', field, key: after, proof: {} } as const]),
    ...(before === undefined ? [] : [{ action: 'release', field, key: before } as const]),
  ];
}

const none = (identities: Identities): IdentityPatch =>
  Object.fromEntries(Object.keys(identities).map((key) => [key, null]));

/** Whether a change writes to the contact itself, and not only to what is stored about its lookups. */
export const touchesContact = (change: ContactChange): boolean =>
  atOnce.some((part) => change[part] !== undefined) ||
  ([change.sources, change.identities, change.claimUpdates] as const).some(
    (part) => Object.keys(part ?? {}).length > 0,
  );

const atOnce = [
  'refused',
  'link',
  'shownLink',
  'contributions',
  'withdrawn',
  'mergedInto',
  'restored',
  'removed',
] as const;
