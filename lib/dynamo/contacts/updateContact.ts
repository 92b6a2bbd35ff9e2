import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactInput } from '../../../schemas/contact.ts';
import { callerSource } from '../../contacts/actors.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { updateContact as decide } from '../../contacts/decisions/updateContact.ts';
import {
  assertedBy,
  type FieldValues,
  fields,
  hasOnePartOfName,
  requireClearable,
  toFieldValues,
} from '../../contacts/fieldValues.ts';
import { identityFields } from '../../contacts/identities.ts';
import type { NameOrder } from '../../contacts/names/order.ts';
import { writeIdOf } from '../../contacts/writeIds.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import {
  type Bound,
  boundUpdate,
  type Condition,
  type Expressions,
  expressionsOf,
  type Path,
  ValueOf,
} from '../table/update.ts';
import { attempt } from '../table/writeAll.ts';
import { type ChangeRequest, changeContact } from './changeContact.ts';
import { asContact, contactNotFound } from './getContact.ts';
import { unchangedCondition, visibleValues } from './unchangedCondition.ts';

export type ContactUpdate = Omit<ChangeRequest, 'read'> & {
  readonly input: ContactInput;
  readonly actor: string;
  /** That of the tenant's names. */
  readonly order?: NameOrder | undefined;
};

/**
 * Records a caller's input about a contact, and returns the contact. Names and the company take one request. An
 * address, and one part of a name without the other, take two, because the decision needs the contact. So does a name
 * where the source that counts states one part only, and everything where contacts were merged. Input that changes
 * nothing that callers see leaves version and time as they are. Throws what `changeContact` throws, `invalid` and
 * `forbidden`.
 */
export async function updateContact(update: ContactUpdate): Promise<StoredContact> {
  const { input, actor, order, answering } = update;
  requireClearable(input, actor);
  const author = { actor, at: Date.now() };
  const values = needsContact(update) ? undefined : toFieldValues(input, { order });
  const first =
    values && !answering && !hasOnePartOfName(values) ? await updateUnread(update, values, author.at) : undefined;
  if (first && 'updated' in first) return first.updated;
  return changeContact({ ...update, ...first }, (contact, taken) => decide(contact, input, author, taken, order));
}

/** DynamoDB's IN takes 100 operands; a caller who names more versions than this can wait for a second request. */
const maxVersions = 10;

const needsContact = ({ input, ifMatch = [] }: ContactUpdate): boolean =>
  Object.keys(input).length === 0 ||
  ifMatch.length > maxVersions ||
  identityFields.some((field) => input[field] !== undefined);

type Unread = { readonly updated: StoredContact } | { readonly read: StoredContact };

/**
 * Updates a contact without reading it, provided that callers will see a difference; else returns it as it is stored.
 */
async function updateUnread(update: ContactUpdate, values: FieldValues, at: number): Promise<Unread> {
  const { tenantId, contactId, requestId, actor, ifMatch } = update;
  const asserted: Asserted = { source: callerSource(actor), values, ifMatch, requestId };
  const assertions = Object.entries(assertedBy(actor, at, asserted.values));
  const change: Bound = {
    set: [
      ...writtenBy(requestId),
      ...assertions.map(([field, assertion]): [Path, unknown] => [['sources', asserted.source, field], assertion]),
      ['updatedAt', new Date(at).toISOString()],
      ['changedBy', actor],
    ],
    increment: ['version'],
    condition: { values: conditionValues(asserted) },
  };
  const form = formOf(asserted);
  const expressions = forms.get(form) ?? expressionsOf({ ...change, condition: conditionOf(asserted) });
  forms.set(form, expressions);
  const operation = boundUpdate(tenantId, keys.contact(contactId), change, expressions);
  const command = new UpdateCommand({ ...operation, ReturnValues: 'ALL_NEW' });
  const outcome = await attempt(() => send((db) => db.send(command)));
  const item = 'reply' in outcome ? outcome.reply.Attributes : outcome.failed[0]?.found;
  if (item === undefined) throw contactNotFound();
  return 'reply' in outcome ? { updated: asContact(item) } : { read: asContact(item) };
}

/** What a write to a contact sets that was not read before: its own id, before those of the last three. */
export const writtenBy = (requestId: string): [Path, unknown][] => [[['writeIds', 0], writeIdOf(requestId)], ...shift];

const shift = [1, 2, 3].map((place): [Path, unknown] => [['writeIds', place], new ValueOf(['writeIds', place - 1])]);

type Asserted = Pick<ContactUpdate, 'ifMatch' | 'requestId'> & {
  readonly source: 'manual' | 'agent';
  readonly values: FieldValues;
};

/** The expressions by form. There are a few hundred forms, so that none needs to be forgotten. */
const forms = new Map<string, Expressions>();

/** What the expressions depend on: the source, the fields and which of them are `null`, and the number of versions. */
function formOf({ source, values, ifMatch }: Asserted): string {
  let form = `${source} ${ifMatch?.length}`;
  for (const field of fields) {
    const value = values[field];
    form += value === undefined ? ' absent' : value === null ? ' null' : ' text';
  }
  return form;
}

/**
 * The contact exists, is not merged, has nothing merged into it, was not updated by an attempt whose reply was lost,
 * has a version that the caller means, and callers will see a difference.
 */
function conditionOf(asserted: Asserted): Condition {
  const { source, values, ifMatch } = asserted;
  const unchanged = unchangedCondition(values, source);
  const conditions = [
    'attribute_exists(contactId)',
    'attribute_not_exists(mergedInto)',
    // What is merged into the contact may show: only the fold knows.
    'attribute_not_exists(contributions)',
    'NOT contains(writeIds, :me)',
    ...(ifMatch ? [`version IN (${ifMatch.map((_, i) => `:version${i}`).join()})`] : []),
    `NOT (${unchanged.expression})`,
  ];
  return { ...unchanged, expression: conditions.join(' AND '), values: conditionValues(asserted) };
}

function conditionValues({ values, ifMatch, requestId }: Asserted): Record<string, unknown> {
  const bound = visibleValues(values);
  bound[':me'] = writeIdOf(requestId);
  for (const [i, version] of ifMatch?.entries() ?? []) bound[`:version${i}`] = version;
  return bound;
}
