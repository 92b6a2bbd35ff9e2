import { DeleteCommand, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ResolutionAttempt } from '../../../schemas/api/getSources.ts';
import type { CrmRecord } from '../../../schemas/crmRecord.ts';
import { config } from '../../config.ts';
import { aboutOf, type Question } from '../../contacts/question.ts';
import type { Operation } from '../contacts/claims.ts';
import { timestamp } from '../contacts/contactUpdate.ts';
import { send } from '../table/client.ts';
import { type Due, dueShardOf, keys } from '../table/keys.ts';
import { writeIf } from '../table/writeIf.ts';

/** What came of looking a contact up in the CRM, beside the contact. */
export type ResolutionItem = Due & {
  /** What was looked up, and by which connection: when that changes, all is counted anew. */
  readonly about?: string;
  readonly revision?: string;
  /** Answers that left the contact unresolved. */
  readonly attempts?: number;
  /** Events in a row that met with failure, and the last one: it comes again. */
  readonly failures?: number;
  readonly event?: string;
  readonly lastAttempt?: Attempt;
  readonly candidates?: Candidates;
  /** Records that a person has taken from the contact: no machine links them to it again. */
  readonly refused?: ReadonlySet<string>;
};

/** Several records that have the contact's address: who says so, `crm:` and its host, and since when (epoch milliseconds). */
export type Candidates = { readonly records: readonly CrmRecord[]; readonly by: string; readonly at: number };

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

/** Whether what is kept is of the same addresses, looked up by the same connection. */
export const isOf = (known: ResolutionItem | undefined, question: Question, revision: string): boolean =>
  known?.about === aboutOf(question) && known.revision === revision;

/** Whether that lookup has been failing already. */
export const hasFailed = (known: ResolutionItem | undefined, question: Question, revision: string): boolean =>
  isOf(known, question, revision) && (known?.failures ?? 0) > 0;

/** What is kept of an attempt; `undefined` removes what there was. The next one is at `dueAt` (epoch milliseconds). */
export type Recorded = Omit<ResolutionItem, 'refused' | 'candidates' | keyof Due> & {
  readonly candidates?: Candidates | undefined;
  readonly dueAt: number | undefined;
};

/**
 * Keeps an attempt, as part of a transaction that knows of the contact, on condition that the contact has not been made due
 * anew since `seen`: who does that, a person who takes a link back or a connection that is new, wants another lookup.
 */
export function recordAttempt(
  tenantId: string,
  contactId: string,
  { dueAt, ...recorded }: Recorded,
  seen: ResolutionItem | undefined,
): Operation {
  const update = updateOf(tenantId, contactId, { ...recorded, ...dueFrom(contactId, dueAt) });
  const { ExpressionAttributeValues } = update;
  return {
    Update: {
      ...update,
      ConditionExpression: seen?.dueAt === undefined ? 'attribute_not_exists(dueAt)' : 'dueAt = :seenDueAt',
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ...(seen?.dueAt && { ':seenDueAt': seen.dueAt }) },
    },
  };
}

/** No machine is to link a record to a contact again that a person has taken from it; it is looked up anew at `dueAt`. */
export const refuseRecord = (tenantId: string, contactId: string, externalRef: string, dueAt: number): Operation => {
  const due = dueFrom(contactId, dueAt);
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
  await send((db) => db.send(new UpdateCommand(updateOf(tenantId, contactId, dueFrom(contactId, dueAt)))));
}

/** Puts a contact's lookup off to a time (epoch milliseconds), because its CRM is left alone for this reason. */
export async function postpone(
  tenantId: string,
  contactId: string,
  dueAt: number,
  reason: string | undefined,
): Promise<void> {
  const lastAttempt: Attempt = { at: Date.now(), outcome: 'postponed', ...(reason !== undefined && { reason }) };
  const postponed = { lastAttempt, ...dueFrom(contactId, dueAt) };
  await send((db) => db.send(new UpdateCommand(updateOf(tenantId, contactId, postponed))));
}

/** A contact that is resolved, or has nothing to be looked up by, is due no more, unless it has been made due since `seen`. */
export async function clearDue(tenantId: string, contactId: string, seen: ResolutionItem | undefined): Promise<void> {
  if (seen?.dueAt === undefined) return;
  const clear = new UpdateCommand({
    ...updateOf(tenantId, contactId, dueFrom(contactId, undefined)),
    ConditionExpression: 'dueAt = :seen',
    ExpressionAttributeValues: { ':seen': seen.dueAt },
  });
  await writeIf((db) => db.send(clear));
}

/** Removes what is kept beside a contact that is not there any more. */
export async function removeResolution(tenantId: string, contactId: string): Promise<void> {
  const remove = new DeleteCommand({ TableName: config.tableName(), Key: keyOf(tenantId, contactId) });
  await send((db) => db.send(remove));
}

const keyOf = (tenantId: string, contactId: string) => ({ tenantId, contactId: keys.resolution(contactId) });

/** When a contact is due (epoch milliseconds), and where that is found; not at all where it is `undefined`. */
const dueFrom = (contactId: string, dueAt: number | undefined) => ({
  dueAt: dueAt && timestamp(dueAt),
  dueShard: dueAt && dueShardOf(contactId),
});

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
      ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`] : []),
      ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    // So that none of them can be a reserved word.
    ExpressionAttributeNames: Object.fromEntries(Object.keys(fields).map((name) => [`#${name}`, name])),
    ...(set.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
    }),
  };
}
