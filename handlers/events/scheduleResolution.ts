import type { ScheduledEvent } from 'aws-lambda';
import { config } from '../../lib/config.ts';
import { type Paced, pace } from '../../lib/contacts/pacing.ts';
import { contactIdOf, type DueItem, findDue, reschedule } from '../../lib/dynamo/resolution/dueItems.ts';
import { connectionShard, dueShards } from '../../lib/dynamo/table/keys.ts';
import { enqueueBacklog } from '../../lib/dynamo/tenants/enqueueBacklog.ts';
import { maxDelayed, sendDelayed } from '../../lib/events/sendDelayed.ts';
import { logger } from '../../lib/logger.ts';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';

const minute = 60_000;
/** A lookup that was requested but did not happen is due again after this time. */
const leaseMilliseconds = 15 * minute;
/** How long the backlogs of new connections may take. */
const backlogMilliseconds = 30_000;

/**
 * Once a minute: makes all contacts of a tenant due whose connection is new, and requests the lookups that are due within a
 * minute. Each message is delayed until its lookup is due, and those of one tenant are paced.
 */
export async function handler(_event: ScheduledEvent): Promise<void> {
  const start = Date.now();
  const connections = await findDue(connectionShard, start);
  await settle(connections.map(({ tenantId }) => enqueueUntil(start + backlogMilliseconds, tenantId)));

  const now = Date.now();
  const due = await Promise.all(dueShards.map((shard) => findDue(shard, now + minute)));
  const { soon = [], later = [] } = Object.groupBy(pace(due.flat(), now), ({ at }) =>
    at < now + minute ? 'soon' : 'later',
  );
  // What comes later than this minute is due then, so that the backlog of one tenant does not precede everybody else's.
  await settle([
    ...batches(soon).map((batch) => request(batch, now)),
    ...later.map(({ item, at }) => reschedule(item, at)),
  ]);
}

/** Waits for all of it. A failure does not affect the rest: what failed is due again, at once or after its lease. */
async function settle(work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === 'rejected') logger.failure('scheduling failed', outcome.reason, {});
  }
}

async function enqueueUntil(end: number, tenantId: string): Promise<void> {
  while (Date.now() < end && (await enqueueBacklog(tenantId)));
}

const batches = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / maxDelayed) }, (_, i) =>
    items.slice(i * maxDelayed, (i + 1) * maxDelayed),
  );

/** Requests lookups at their times. The lease of each is taken first, so that of two schedulers one requests it. */
async function request(batch: readonly Paced<DueItem>[], now: number): Promise<void> {
  const leased = await Promise.all(
    batch.map(async ({ item, at }) => {
      if (!(await reschedule(item, at + leaseMilliseconds))) return [];
      const detail = { tenantId: item.tenantId, contactId: contactIdOf(item) };
      return [{ detail, delaySeconds: Math.floor((at - now) / 1000) }];
    }),
  );
  await sendDelayed(config.resolveQueueUrl(), resolutionRequested, leased.flat());
}
