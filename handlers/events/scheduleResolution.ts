import { setTimeout as sleep } from 'node:timers/promises';
import type { ScheduledEvent } from 'aws-lambda';
import { turnsOf } from '../../lib/contacts/turns.ts';
import { contactIdOf, type DueItem, findDue, putOff } from '../../lib/dynamo/dueResolutions.ts';
import { dueShards } from '../../lib/dynamo/keys.ts';
import { sweepContacts } from '../../lib/dynamo/sweepContacts.ts';
import { publish } from '../../lib/events/publish.ts';
import { logger } from '../../lib/logger.ts';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';

const minute = 60_000;
/** Who took something that is due and did not see it through is followed by the next one after this time. */
const leaseMilliseconds = 15 * minute;

/**
 * Once a minute: all contacts of a tenant whose connection is new become due, and what is due until the next minute is looked
 * up, each at its time, and of one tenant one after the other.
 */
export async function handler(_event: ScheduledEvent): Promise<void> {
  const end = Date.now() + minute;
  const connections = (await allDue(Date.now())).filter((item) => contactIdOf(item) === undefined);
  await Promise.all(connections.map(({ tenantId }) => sweep(tenantId, end)));
  const contacts = (await allDue(end)).filter((item) => contactIdOf(item) !== undefined);
  const turns = turnsOf(contacts, Date.now(), end);
  const outcomes = await Promise.allSettled(turns.map(({ item, at }) => request(item, at)));
  for (const outcome of outcomes) {
    // It is due again when its lease is over, if not before.
    if (outcome.status === 'rejected') logger.failure('lookup not requested', outcome.reason, {});
  }
}

const allDue = async (until: number): Promise<DueItem[]> =>
  (await Promise.all(dueShards.map((shard) => findDue(shard, until)))).flat();

async function sweep(tenantId: string, end: number): Promise<void> {
  while (Date.now() < end && (await sweepContacts(tenantId)));
}

async function request(item: DueItem, at: number): Promise<void> {
  await sleep(Math.max(at - Date.now(), 0));
  const contactId = contactIdOf(item);
  const isOurs = contactId !== undefined && (await putOff(item, Date.now() + leaseMilliseconds));
  if (isOurs) await publish(resolutionRequested, [{ tenantId: item.tenantId, contactId }]);
}
