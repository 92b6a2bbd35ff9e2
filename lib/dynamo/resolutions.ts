import { DeleteCommand, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ResolutionAttempt } from '../../schemas/api/getSources.ts';
import type { CrmRecord } from '../../schemas/crmRecord.ts';
import { config } from '../config.ts';
import type { Operation } from './claims.ts';
import { send } from './client.ts';
import { timestamp } from './contactUpdate.ts';
import { failedConditions } from './failedConditions.ts';
import { type Due, dueShardOf, keys } from './keys.ts';

/** What came of looking a contact up in the CRM, beside the contact. */
export type ResolutionItem = Due & {
  /** What was looked up, and where: when that changes, attempts are counted anew. */
  readonly about?: string;
  /** Answers in a row that left the contact unresolved. */
  readonly attempts?: number;
  readonly lastAttempt?: Attempt;
  readonly candidates?: readonly CrmRecord[];
  /** Records that a person has taken from the contact: no machine links them to it again. */
  readonly refused?: ReadonlySet<string>;
};

export type Attempt = {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly outcome: NonNullable<ResolutionAttempt>['outcome'];
  readonly reason?: string;
};

/** Finds what came of looking a contact up. Strongly consistent. */
export async function findResolution(tenantId: string, contactId: string): Promise<ResolutionItem | undefined> {
  const get = new GetCommand({ TableName: config.tableName(), Key: keyOf(tenantId, contactId), ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item && (Item as ResolutionItem);
}

/** What is kept of an attempt: the next one is at `dueAt` (epoch milliseconds), if there is to be one. */
export type Recorded = Required<Pick<ResolutionItem, 'about' | 'attempts' | 'lastAttempt'>> &
  Pick<ResolutionItem, 'candidates'> & { readonly dueAt?: number };

/** Keeps an attempt in place of the one before, as part of a transaction that knows of the contact. */
export const recordAttempt = (
  tenantId: string,
  contactId: string,
  { about, attempts, lastAttempt, candidates, dueAt }: Recorded,
): Operation => ({
  Update: updateOf(tenantId, contactId, {
    about,
    attempts,
    lastAttempt,
    candidates,
    dueAt: dueAt && timestamp(dueAt),
    dueShard: dueAt && dueShardOf(contactId),
  }),
});

/** No machine is to link a record to a contact again that a person has taken from it; it is looked up anew at `dueAt`. */
export const refuseRecord = (tenantId: string, contactId: string, externalRef: string, dueAt: number): Operation => {
  const due = { dueAt: timestamp(dueAt), dueShard: dueShardOf(contactId) };
  const { UpdateExpression, ExpressionAttributeValues, ...update } = updateOf(tenantId, contactId, due);
  return {
    Update: {
      ...update,
      UpdateExpression: `${UpdateExpression} ADD refused :refused`,
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ':refused': new Set([externalRef]) },
    },
  };
};

/** Makes a contact due at a time (epoch milliseconds). */
export async function setDue(tenantId: string, contactId: string, dueAt: number): Promise<void> {
  const due = { dueAt: timestamp(dueAt), dueShard: dueShardOf(contactId) };
  await send((db) => db.send(new UpdateCommand(updateOf(tenantId, contactId, due))));
}

/** A contact that is resolved, or has nothing to be looked up by, is due no more. */
export async function clearDue(tenantId: string, contactId: string): Promise<void> {
  const clear = new UpdateCommand({
    ...updateOf(tenantId, contactId, { dueAt: undefined, dueShard: undefined }),
    ConditionExpression: 'attribute_exists(dueAt)',
  });
  try {
    await send((db) => db.send(clear));
  } catch (error) {
    failedConditions(error);
  }
}

/** Removes what is kept beside a contact that is not there any more. */
export async function removeResolution(tenantId: string, contactId: string): Promise<void> {
  const remove = new DeleteCommand({ TableName: config.tableName(), Key: keyOf(tenantId, contactId) });
  await send((db) => db.send(remove));
}

const keyOf = (tenantId: string, contactId: string) => ({ tenantId, contactId: keys.resolution(contactId) });

/** Sets what has a value and removes what has none. */
function updateOf(
  tenantId: string,
  contactId: string,
  fields: object,
): UpdateCommandInput & { UpdateExpression: string } {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  const remove = Object.keys(fields).filter((name) => !set.some(([present]) => present === name));
  return {
    TableName: config.tableName(),
    Key: keyOf(tenantId, contactId),
    UpdateExpression: [
      ...(set.length > 0 ? [`SET ${set.map(([name]) => `${name} = :${name}`).join(', ')}`] : []),
      ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
    ].join(' '),
    ...(set.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
    }),
  };
}
