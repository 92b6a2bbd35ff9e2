import { setTimeout as sleep } from 'node:timers/promises';
import type { ScheduledEvent } from 'aws-lambda';
import { pace } from '../../lib/contacts/pacing.ts';
import { contactIdOf, type DueItem, findDue, reschedule } from '../../lib/dynamo/resolution/dueItems.ts';
import { connectionShard, dueShards } from '../../lib/dynamo/table/keys.ts';
import { enqueueBacklog } from '../../lib/dynamo/tenants/enqueueBacklog.ts';
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
export const handler = (_event: ScheduledEvent): Promise<void> => walkThrough(minute);

/** Sees to what is due within so many milliseconds, which it takes. */
export async function walkThrough(milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  const connections = await findDue(connectionShard, Date.now());
  await settle(connections.map(({ tenantId }) => sweep(tenantId, end)));
  const contacts = (await Promise.all(dueShards.map((shard) => findDue(shard, end)))).flat();
  // Who has no turn within the minute is due at that turn, so that one tenant's backlog does not stand before all others.
  const turns = pace(contacts, Date.now());
  await settle(turns.map(({ item, at }) => (at < end ? request(item, at) : reschedule(item, at))));
}

/** Waits for all of it. What fails holds up nothing else, and is due again: at once, or when its lease is over. */
async function settle(work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === 'rejected') logger.failure('not seen to', outcome.reason, {});
  }
}

async function sweep(tenantId: string, end: number): Promise<void> {
  while (Date.now() < end && (await enqueueBacklog(tenantId)));
}

async function request(item: DueItem, at: number): Promise<void> {
  await sleep(Math.max(at - Date.now(), 0));
  if (!(await reschedule(item, Date.now() + leaseMilliseconds))) return;
  await publish(resolutionRequested, { tenantId: item.tenantId, contactId: contactIdOf(item) });
}
