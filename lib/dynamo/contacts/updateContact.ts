import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactInput } from '../../../schemas/contact.ts';
import { callerSource } from '../../contacts/actors.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { updateContact as decide } from '../../contacts/decisions/updateContact.ts';
import { assertedBy, needsOtherNamePart, requireClearable, toFieldValues } from '../../contacts/fieldValues.ts';
import { identityFields } from '../../contacts/identities.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { type Condition, type Path, updateItem } from '../table/update.ts';
import { attempt } from '../table/writeAll.ts';
import { type ChangeRequest, changeContact } from './changeContact.ts';
import { asContact, contactNotFound } from './getContact.ts';
import { unchangedCondition } from './unchangedCondition.ts';

export type ContactUpdate = Omit<ChangeRequest, 'read'> & { readonly input: ContactInput; readonly actor: string };

/**
 * Records a caller's input about a contact, and returns the contact. Names and the company take one request. An
 * address, or one part of a name alone, takes two, because the decision needs the contact. Input that changes nothing
 * that callers see leaves version and time as they are. Throws what `changeContact` throws, `invalid` and `forbidden`.
 */
export async function updateContact(update: ContactUpdate): Promise<StoredContact> {
  const { input, actor, ...request } = update;
  requireClearable(input, actor);
  const author = { actor, at: Date.now() };
  const first = needsContact(update) ? undefined : await updateUnread(update, author.at);
  if (first && 'updated' in first) return first.updated;
  return changeContact({ ...request, ...first }, (contact) => decide(contact, input, author));
}

/** DynamoDB's IN takes 100 operands; a caller who names more versions than this can wait for a second request. */
const maxVersions = 10;

const needsContact = ({ input, ifMatch = [] }: ContactUpdate): boolean =>
  Object.keys(input).length === 0 ||
  ifMatch.length > maxVersions ||
  identityFields.some((field) => input[field] !== undefined) ||
  needsOtherNamePart(input);

type Unread = { readonly updated: StoredContact } | { readonly read: StoredContact };

/**
 * Updates a contact without reading it, provided that callers will see a difference; else returns it as it is stored.
 */
async function updateUnread(update: ContactUpdate, at: number): Promise<Unread> {
  const { tenantId, contactId, requestId, actor, input } = update;
  const assertions = Object.entries(assertedBy(actor, at, toFieldValues(input)));
  const operation = updateItem(tenantId, keys.contact(contactId), {
    set: [
      ['writeId', requestId],
      ...assertions.map(([field, assertion]): [Path, unknown] => [['sources', callerSource(actor), field], assertion]),
      ['updatedAt', new Date(at).toISOString()],
      ['changedBy', actor],
    ],
    increment: ['version'],
    condition: conditionOf(update),
  });
  const command = new UpdateCommand({ ...operation, ReturnValues: 'ALL_NEW' });
  const outcome = await attempt(() => send((db) => db.send(command)));
  const item = 'reply' in outcome ? outcome.reply.Attributes : outcome.failed[0]?.found;
  if (item === undefined) throw contactNotFound();
  return 'reply' in outcome ? { updated: asContact(item) } : { read: asContact(item) };
}

/** The contact exists, is not merged, has a version that the caller means, and callers will see a difference. */
function conditionOf({ input, actor, ifMatch }: ContactUpdate): Condition {
  const unchanged = unchangedCondition(toFieldValues(input), callerSource(actor));
  const versions = Object.fromEntries((ifMatch ?? []).map((version, i) => [`:version${i}`, version]));
  const conditions = [
    'attribute_exists(contactId)',
    'attribute_not_exists(mergedInto)',
    ...(ifMatch ? [`version IN (${Object.keys(versions).join()})`] : []),
    `NOT (${unchanged.expression})`,
  ];
  return { ...unchanged, expression: conditions.join(' AND '), values: { ...versions, ...unchanged.values } };
}
