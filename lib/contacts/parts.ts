import type { StoredContact } from './contact.ts';
import { mergedIds } from './fold.ts';

/** The contact that a part belongs to. A contact that is no part of another one is its own. */
export const wholeOf = (contact: StoredContact): StoredContact => contact.survivor ?? contact;

/** Whether an id is that of a contact, or of one that was merged into it. */
export const includes = ({ contactId, contributions = {} }: StoredContact, id: string): boolean =>
  id === contactId || Object.hasOwn(contributions, id);

/**
 * The part of a contact that is the contact with this id as it would be without merges. What machines learn is decided
 * on a part, so that a merge makes no difference to it.
 */
export function partOf(whole: StoredContact, id: string): StoredContact | undefined {
  const { contributions, shownLink: _, ...own } = whole;
  if (contributions === undefined) return id === whole.contactId ? whole : undefined;
  if (id === whole.contactId) return { ...own, survivor: whole };
  const contribution = contributions[id];
  if (contribution === undefined) return undefined;
  const { externalRef: __, resolvedAt: ___, refused: ____, ...others } = own;
  const { place, into, merged, withdrawn, before, shownLink: _____, ...part } = contribution;
  return { ...others, ...part, contactId: id, survivor: whole };
}

/** All parts of a contact: itself, and what was merged into it, in that order. */
export const partsOf = (whole: StoredContact): StoredContact[] =>
  [whole.contactId, ...mergedIds(whole)].flatMap((id) => partOf(whole, id) ?? []);

/**
 * Whether contacts that were read one after the other show different times: at one time, no two contacts have the same
 * address, or have the same contact merged into them.
 */
export function overlap(wholes: readonly StoredContact[]): boolean {
  const distinct = new Map(wholes.map((whole) => [whole.contactId, whole]));
  if (distinct.size === 1) return false;
  const held = [...distinct.values()].flatMap(partsOf);
  const names = held.flatMap(({ contactId, identities }) => [contactId, ...Object.keys(identities)]);
  return new Set(names).size < names.length;
}

type Contributions = NonNullable<StoredContact['contributions']>;

/** Whether a merged contact was merged into another one before, directly or not. */
const isWithin = (contributions: Contributions, id: string, otherId: string): boolean => {
  const into = contributions[id]?.into;
  return into !== undefined && (into === otherId || isWithin(contributions, into, otherId));
};

/**
 * A merged contact as it would be without its merge, with what had been merged into it. It has the version and the
 * times of its survivor.
 */
export function unmerged(whole: StoredContact, id: string): StoredContact | undefined {
  const { contributions = {} } = whole;
  const part = Object.hasOwn(contributions, id) ? partOf(whole, id) : undefined;
  if (part === undefined) return undefined;
  const { shownLink, withdrawn } = contributions[id] ?? {};
  const within = Object.entries(contributions).filter(([other]) => isWithin(contributions, other, id));
  const { survivor: _, ...own } = part;
  return {
    ...own,
    sources: { ...own.sources, manual: withdrawn ?? own.sources.manual },
    // The part whose link it showed may have been given back meanwhile.
    ...(shownLink !== undefined && within.some(([other]) => other === shownLink) && { shownLink }),
    ...(within.length > 0 && { contributions: Object.fromEntries(within) }),
  };
}

/** The part of a contact that has an address. */
export const ownerOf = (whole: StoredContact, key: string): StoredContact | undefined =>
  partsOf(whole).find(({ identities }) => Object.hasOwn(identities, key));
