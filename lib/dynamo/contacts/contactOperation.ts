import { config } from '../../config.ts';
import { applyChange, type ContactChange, touchesContact } from '../../contacts/change.ts';
import type { CrmLink, StoredContact } from '../../contacts/contact.ts';
import { keys, statusKeyOf } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import type { Operation } from '../table/writeAll.ts';

/** A change, and the contact after it; a removed contact as it was. */
export type Applied = ContactChange & { readonly after: StoredContact };

/** Applies a change, made by the request `requestId`, to the contact that was read. */
export const applied = (change: ContactChange, requestId: string): Applied => {
  const isUpdate = !change.created && !change.removed && touchesContact(change);
  return { ...change, after: isUpdate ? applyChange(change, requestId) : change.contact };
};

/**
 * Writes a change to the contact itself, or checks that nobody has written to it where the change leaves it alone.
 */
export function contactOperation(change: Applied): Operation {
  const { contact, created, sources = {}, identities = {}, refused, link, removed, after } = change;
  const { tenantId, contactId, writeIds } = contact;
  const place = { TableName: config.tableName(), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  if (created) {
    const Item = { ...contact, statusKey: statusKeyOf(contact.resolutionStatus, contactId) };
    return { Put: { ...place, Item, ConditionExpression: 'attribute_not_exists(contactId)' } };
  }
  const isAsRead = { expression: 'writeIds[0] = :read', names: {}, values: { ':read': writeIds[0] } };
  const unchanged = {
    ...place,
    Key: { tenantId, contactId: keys.contact(contactId) },
    ConditionExpression: isAsRead.expression,
    ExpressionAttributeValues: isAsRead.values,
  };
  if (removed) return { Delete: unchanged };
  if (!touchesContact(change)) return { ConditionCheck: unchanged };
  const { version, updatedAt, changedBy } = after;
  const set = [
    ['writeIds', after.writeIds],
    ...Object.entries(sources).map(([source, assertions]) => [['sources', source], assertions ?? undefined] as const),
    ...Object.entries(identities).map(([id, identity]) => [['identities', id], identity ?? undefined] as const),
    ...(refused ? [['refused', refused.size > 0 ? refused : undefined] as const] : []),
    ...(link ? linkAttributes(contactId, link) : []),
    ...(version === contact.version ? [] : Object.entries({ version, updatedAt, changedBy })),
  ] as const;
  return { Update: updateItem(tenantId, keys.contact(contactId), { set, condition: isAsRead }) };
}

const linkAttributes = (contactId: string, link: CrmLink): [name: string, value: unknown][] =>
  Object.entries({
    externalRef: undefined,
    resolvedAt: undefined,
    ...link,
    statusKey: statusKeyOf(link.resolutionStatus, contactId),
  });
