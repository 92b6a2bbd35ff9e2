import { sourceOf } from './actors.ts';
import {
  findIdentityKey,
  firstVerified,
  type Identities,
  type IdentityField,
  identityFields,
  lastConfirmed,
} from './identities.ts';
import { hasSameWords } from './sameWords.ts';
import {
  type Assertion,
  type Assertions,
  counts,
  type Field,
  precedence,
  precedenceOf,
  type Source,
  type Sources,
  stated,
} from './sources.ts';

/** The fields of a contact as callers see them. */
export type Person = { readonly [F in Field]: string | null };

type Part = { readonly sources: Sources; readonly identities: Identities };

/**
 * What a contact's sources assert, and the addresses that it owns. What was merged into it stays separate, by the id of
 * the merged contact; `place` is its order.
 */
export type Sourced = Part & { readonly contributions?: { readonly [id: string]: Part & { readonly place: number } } };

/** What one source of a contact asserts, or, if `from` has an id, of a contact that was merged into it. */
export type Layer = { readonly source: Source; readonly from?: string; readonly assertions: Assertions };

/** All layers of a contact by source, each beginning with the contact's own. */
export type Layers = { readonly [S in Source]?: readonly Layer[] };

/**
 * Folds the assertions of all sources into what callers see: per group, those of the first source in precedence that
 * asserts anything, first for the contact itself and then for what was merged into it. An email or phone counts only
 * while the contact owns it, and a company derived from a domain only while that is the domain of the visible email.
 */
export function fold(contact: Sourced): Person {
  const suppliers = suppliersOf(layersOf(contact));
  const valueIn = (field: Field): string | null => stated(suppliers[field]?.assertions)[field]?.[0] ?? null;
  return {
    firstName: valueIn('firstName'),
    lastName: valueIn('lastName'),
    email: valueIn('email'),
    phone: valueIn('phone'),
    companyName: valueIn('companyName'),
  };
}

/** The ids of what was merged into a contact, in that order. */
export const mergedIds = ({ contributions = {} }: Pick<Sourced, 'contributions'>): string[] =>
  Object.entries(contributions)
    .toSorted(([, { place }], [, other]) => place - other.place)
    .map(([id]) => id);

/** All addresses of a contact, with those of what was merged into it. */
export const allIdentities = ({ identities, contributions }: Sourced): Identities =>
  contributions === undefined
    ? identities
    : Object.assign({}, identities, ...Object.values(contributions).map((each) => each.identities));

/**
 * The sources without the addresses that the contact does not own, and with those that follow from its identities and
 * are not stored a second time: `sender` asserts the first email and phone that messages came from. An email or phone
 * that no source asserts is the one that was confirmed last, asserted by the source of its author.
 */
export function layersOf(contact: Sourced): Layers {
  const owned = allIdentities(contact);
  const layers: { [S in Source]?: Layer[] } = {};
  const add = ({ sources, identities }: Part, from?: string): void => {
    for (const source of precedence) {
      const assertions = source === 'sender' ? senderOf(sources, identities) : ownedAssertions(sources[source], owned);
      if (assertions === undefined) continue;
      layers[source] ??= [];
      layers[source].push({ source, assertions, ...(from !== undefined && { from }) });
    }
  };
  add(contact);
  for (const id of mergedIds(contact)) {
    const contribution = contact.contributions?.[id];
    if (contribution) add(contribution, id);
  }
  return identityFields.reduce<Layers>((known, field) => withConfirmed(known, field, owned), layers);
}

function senderOf({ sender }: Sources, identities: Identities): Assertions {
  const [email, phone] = identityFields.map((field) => firstVerified(identities, field));
  return { ...sender, ...(email && { email }), ...(phone && { phone }) };
}

function withConfirmed(layers: Layers, field: IdentityField, owned: Identities): Layers {
  if (inOrder(layers, field).some(({ assertions }) => assertions[field])) return layers;
  const confirmed = lastConfirmed(owned, field);
  const source = confirmed && sourceOf(confirmed[2]);
  if (source === undefined || source === 'unknown') return layers;
  const [own, ...others] = layers[source] ?? [];
  const shown = { source, ...own, assertions: { ...own?.assertions, [field]: confirmed } };
  return { ...layers, [source]: [shown, ...others] };
}

/** The layers that may assert a field, in the order of precedence. */
export const inOrder = (layers: Layers, field: Field): readonly Layer[] =>
  precedenceOf(field).flatMap((source) => layers[source] ?? []);

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
 * What supplies each field that callers see: the first in precedence that states it. A name is one group: the first
 * layer that states any part of it supplies both. A part that it leaves unspecified comes from the next one whose other
 * part has the same words.
 */
export function suppliersOf(layers: Layers): { readonly [F in Field]?: Layer | undefined } {
  const first = (field: Field, email: string | null = null): Layer | undefined =>
    inOrder(layers, field).find(({ assertions }) => counts(assertions[field], email));
  const email = first('email');
  return {
    ...nameSuppliers(layers),
    email,
    phone: first('phone'),
    companyName: first('companyName', email?.assertions.email?.[0] ?? null),
  };
}

function nameSuppliers(layers: Layers): { readonly firstName?: Layer; readonly lastName?: Layer } {
  const [counting, ...others] = inOrder(layers, 'firstName')
    .map((layer) => ({ layer, source: layer.source, ...stated(layer.assertions) }))
    .filter(({ firstName, lastName }) => firstName !== undefined || lastName !== undefined);
  if (counting === undefined) return {};
  const { layer, firstName, lastName } = counting;
  const filler = others.find((other) => completes(counting, other))?.layer ?? layer;
  return { firstName: firstName ? layer : filler, lastName: lastName ? layer : filler };
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
