import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { Attempt, LookupKind, Resolution, ResolutionChange } from '../../contacts/resolution.ts';
import { send } from '../table/client.ts';
import { dueShardOf } from '../table/indexes.ts';
import { keys } from '../table/keys.ts';
import { type Update, updateItem } from '../table/update.ts';
import { type Operation, writeIf } from '../table/writeAll.ts';

/** Finds what is stored about looking a contact up. Strongly consistent. */
export async function findResolution(tenantId: string, contactId: string): Promise<Resolution | undefined> {
  const Key = { tenantId, contactId: keys.resolution(contactId) };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item && asResolution(Item);
}

/** Finds the same of several contacts, by their ids. */
export const findResolutions = async (
  tenantId: string,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, Resolution>> =>
  new Map(await Promise.all(contactIds.map(async (id) => [id, (await findResolution(tenantId, id)) ?? {}] as const)));

/**
 * Reads a stored resolution. The table holds only what lib/dynamo wrote, so its form is not checked again. Older ones
 * have the refused records as a set.
 */
export const asResolution = ({ refused, ...item }: Record<string, unknown>): Resolution => ({
  ...item,
  ...(refused !== undefined && { refused: [...(refused as Iterable<string>)] }),
});

/** Stores a change of a contact's resolution, as one operation of the transaction that knows the contact. */
export const resolutionOperation = (
  tenantId: string,
  contactId: string,
  { set, dueKind, ifDueAsIn }: ResolutionChange,
): Operation => ({
  Update: updateItem(tenantId, keys.resolution(contactId), {
    set: Object.entries({ ...set, ...('dueAt' in set && due(contactId, set.dueAt, dueKind)) }),
    ...(ifDueAsIn && { expected: { dueAt: ifDueAsIn.dueAt } }),
  }),
});

/** Makes a contact due at a time (epoch milliseconds), unless it is due before. */
export async function setDue(
  tenantId: string,
  contactId: string,
  dueAt: number,
  kind: LookupKind = 'fresh',
): Promise<void> {
  const attributes = due(contactId, dueAt, kind);
  const condition = {
    expression: '(attribute_not_exists(#due) OR #due > :due)',
    names: { '#due': 'dueAt' },
    values: { ':due': attributes.dueAt },
  };
  await writeIf(() => update(tenantId, contactId, { set: Object.entries(attributes), condition }));
}

/**
 * Postpones a contact's lookup to a time (epoch milliseconds) while the circuit of its CRM is open, for this reason.
 */
export async function postpone(
  tenantId: string,
  contactId: string,
  dueAt: number,
  kind: LookupKind,
  reason: string | undefined,
): Promise<void> {
  const lastAttempt: Attempt = { at: Date.now(), outcome: 'postponed', ...(reason !== undefined && { reason }) };
  await update(tenantId, contactId, { set: Object.entries({ lastAttempt, ...due(contactId, dueAt, kind) }) });
}

/** Makes a contact due no longer, unless it has been made due again since `known` was read. */
export async function clearDue(tenantId: string, contactId: string, known: Resolution | undefined): Promise<void> {
  if (known?.dueAt === undefined) return;
  const set = Object.entries(due(contactId, undefined));
  await writeIf(() => update(tenantId, contactId, { set, expected: { dueAt: known.dueAt } }));
}

/** Removes what is stored about a contact that no longer exists. */
export async function removeResolution(tenantId: string, contactId: string): Promise<void> {
  const Key = { tenantId, contactId: keys.resolution(contactId) };
  await send((db) => db.send(new DeleteCommand({ TableName: config.tableName(), Key })));
}

/** The attributes by which the index `byDue` finds a contact; without `dueAt` it does not. */
const due = (contactId: string, dueAt: number | undefined, kind: LookupKind = 'fresh') => ({
  dueAt: dueAt === undefined ? undefined : new Date(dueAt).toISOString(),
  dueShard: dueAt === undefined ? undefined : dueShardOf(contactId, kind),
});

const update = (tenantId: string, contactId: string, change: Update) =>
  send((db) => db.send(new UpdateCommand(updateItem(tenantId, keys.resolution(contactId), change))));
