import { config } from '../../config.ts';
import { applyChanges, type Changes } from '../../contacts/applyChanges.ts';
import { type ContactChange, touchesContact } from '../../contacts/change.ts';
import { linkOf, type StoredContact } from '../../contacts/contact.ts';
import { wholeOf } from '../../contacts/parts.ts';
import { statusKeyOf } from '../table/indexes.ts';
import { keys } from '../table/keys.ts';
import { type Path, updateItem } from '../table/update.ts';
import type { Operation } from '../table/writeAll.ts';

/** All changes of one contact in a transaction, and the contact after them; a removed contact as it was. */
export type Applied = {
  readonly changes: Changes;
  readonly before: StoredContact;
  readonly after: StoredContact;
};

/** Applies changes, made by the request `requestId`, to the contact that was read. */
export function applied(changes: Changes, requestId: string): Applied {
  const before = wholeOf(changes[0].contact);
  const isUpdate = !changes.some(({ created, removed }) => created || removed) && changes.some(touchesContact);
  return { changes, before, after: isUpdate ? applyChanges(changes, requestId) : before };
}

/**
 * Writes changes to the contact itself, or checks that nobody has written to it where they leave it alone.
 */
export function contactOperation({ changes, before, after }: Applied): Operation {
  const { tenantId, contactId, writeIds } = before;
  const place = { TableName: config.tableName(), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  if (changes.some(({ created }) => created)) {
    return { Put: { ...place, Item: itemOf(after), ConditionExpression: 'attribute_not_exists(contactId)' } };
  }
  const isAsRead = { expression: 'writeIds[0] = :read', names: {}, values: { ':read': writeIds[0] } };
  const unchanged = {
    ...place,
    ConditionExpression: isAsRead.expression,
    ExpressionAttributeValues: isAsRead.values,
  };
  const Key = { tenantId, contactId: keys.contact(contactId) };
  if (changes.some(({ restored }) => restored)) return { Put: { ...unchanged, Item: itemOf(after) } };
  if (changes.some(({ removed }) => removed)) return { Delete: { ...unchanged, Key } };
  if (!changes.some(touchesContact)) return { ConditionCheck: { ...unchanged, Key } };
  const { version, updatedAt, changedBy } = after;
  const set = [
    ['writeIds', after.writeIds],
    ...changes.flatMap((change) => partAttributes(change, before, after)),
    ...(statusKeyIn(after) === statusKeyIn(before) ? [] : [['statusKey', statusKeyIn(after)] as const]),
    ...(version === before.version ? [] : Object.entries({ version, updatedAt, changedBy })),
  ] as const;
  return { Update: updateItem(tenantId, keys.contact(contactId), { set, condition: isAsRead }) };
}

/** A contact as the table holds it. */
export const itemOf = (contact: StoredContact) => ({ ...contact, statusKey: statusKeyIn(contact) });

/** The place of a contact in the list of its status. A merged contact is in no list. */
export const statusKeyIn = (contact: StoredContact): string | undefined =>
  contact.mergedInto === undefined ? statusKeyOf(linkOf(contact).resolutionStatus, contact.contactId) : undefined;

type Attribute = readonly [path: Path, value: unknown];

/** What a change sets in the part of the contact that it is about. */
function partAttributes(change: ContactChange, before: StoredContact, after: StoredContact): Attribute[] {
  const { contact, sources = {}, identities = {}, refused, link, withdrawn, mergedInto, shownLink } = change;
  const isOwn = contact.contactId === before.contactId;
  const at = (name: string, ...path: string[]): Path =>
    isOwn ? [name, ...path] : ['contributions', contact.contactId, name, ...path];
  const ofLink = link ? Object.entries({ externalRef: undefined, resolvedAt: undefined, ...link }) : [];
  return [
    ...Object.entries(sources).map(([id, assertions]) => [at('sources', id), assertions ?? undefined] as const),
    ...Object.entries(identities).map(([id, identity]) => [at('identities', id), identity ?? undefined] as const),
    ...(refused ? [[at('refused'), refused.length > 0 ? refused : undefined] as const] : []),
    ...ofLink.map(([name, value]) => [at(name), value] as const),
    ...(withdrawn ? [[at('withdrawn'), withdrawn] as const] : []),
    ...(shownLink === undefined ? [] : [['shownLink', shownLink ?? undefined] as const]),
    ...(mergedInto === undefined ? [] : [['mergedInto', mergedInto] as const]),
    ...contributionAttributes(change, before, after),
  ];
}

/** The attribute exists only while something is merged into the contact. */
function contributionAttributes(
  { contributions }: ContactChange,
  before: StoredContact,
  after: StoredContact,
): Attribute[] {
  if (contributions === undefined) return [];
  if (before.contributions === undefined || after.contributions === undefined)
    return [['contributions', after.contributions]];
  return Object.entries(contributions).map(([id, each]) => [['contributions', id], each ?? undefined]);
}
