import { config } from '../../lib/config.ts';
import { type Paced, pace } from '../../lib/contacts/pacing.ts';
import type { LookupKind } from '../../lib/contacts/resolution.ts';
import { contactIdOf, type DueItem, findDue, reschedule } from '../../lib/dynamo/resolution/dueItems.ts';
import { connectionShard, dueShards } from '../../lib/dynamo/table/indexes.ts';
import { enqueueBacklog } from '../../lib/dynamo/tenants/enqueueBacklog.ts';
import { consumeSchedule } from '../../lib/events/consumeSchedule.ts';
import { type Delayed, maxMessages, sendDelayed } from '../../lib/events/sendMessages.ts';
import { logger } from '../../lib/logger.ts';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';

const minute = 60_000;
/** A lookup that was requested but did not happen is due again after this time. */
const leaseMilliseconds = 15 * minute;
/** How long the backlogs of new connections may take. */
const backlogMilliseconds = 30_000;

/**
 * Once a minute: makes all contacts of a tenant due whose connection is new, and requests the lookups that are due
 * within a minute. Each message is delayed until its lookup is due, and those of one tenant are paced, the refreshes of
 * linked contacts last.
 */
export const handler = consumeSchedule(async () => {
  const start = Date.now();
  const connections = await findDue(connectionShard, start);
  await settle(connections.map(({ tenantId }) => enqueueUntil(start + backlogMilliseconds, tenantId)));

  const now = Date.now();
  const [fresh, refreshes] = await Promise.all([
    findAllDue('fresh', now + minute),
    findAllDue('refresh', now + minute),
  ]);
  const { soon = [], later = [] } = Object.groupBy(pace(fresh, refreshes, now), ({ at }) =>
    at < now + minute ? 'soon' : 'later',
  );
  // One batch after the other, because the client has 50 connections, and a write that waits for one times out.
  for (const batch of batches(soon, maxMessages)) await settle([request(batch)]);
  // What comes later than this minute is due then, so that the backlog of one tenant does not precede everybody else's.
  for (const batch of batches(later, 50)) await settle(batch.map(({ item, at }) => reschedule(item, at)));
});

const findAllDue = async (kind: LookupKind, until: number): Promise<DueItem[]> =>
  (await Promise.all(dueShards[kind].map((shard) => findDue(shard, until)))).flat();

/** Waits for all of it. A failure does not affect the rest: what failed is due again, at once or after its lease. */
async function settle(work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === 'rejected') logger.failure('scheduling failed', outcome.reason, {});
  }
}

async function enqueueUntil(end: number, tenantId: string): Promise<void> {
  while (Date.now() < end && (await enqueueBacklog(tenantId)));
}

const batches = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/** Requests lookups at their times. The lease of each is taken first, so that of two schedulers one requests it. */
async function request(batch: readonly Paced<DueItem>[]): Promise<void> {
  const leased: Delayed<{ tenantId: string; contactId: string }>[] = [];
  await settle(
    batch.map(async ({ item, at }) => {
      if (!(await reschedule(item, at + leaseMilliseconds))) return;
      const delaySeconds = Math.max(0, Math.floor((at - Date.now()) / 1000));
      leased.push({ detail: { tenantId: item.tenantId, contactId: contactIdOf(item) }, delaySeconds });
    }),
  );
  await sendDelayed(config.resolveQueueUrl(), resolutionRequested, leased);
}
