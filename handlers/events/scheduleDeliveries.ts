import { config } from '../../lib/config.ts';
import { type DueItem, findDue, reschedule } from '../../lib/dynamo/resolution/dueItems.ts';
import { deliveryShards, recoveryShard, webhookOf } from '../../lib/dynamo/table/keys.ts';
import { recoverDeliveries } from '../../lib/dynamo/webhooks/recovery.ts';
import { consumeSchedule } from '../../lib/events/consumeSchedule.ts';
import { maxMessages, sendDelayed } from '../../lib/events/sendMessages.ts';
import { logger } from '../../lib/logger.ts';
import { deliveryDue } from '../../schemas/compiled/events/deliveryDue.js';

const minute = 60_000;
/** A delivery whose message is lost is due again after this time. */
const leaseMilliseconds = 15 * minute;
/** How long a run may begin pages of recoveries, and batches of messages. The next run continues where it ends. */
const [recoveryMilliseconds, runMilliseconds] = [20_000, 50_000];
const batchesAtOnce = 4;

/**
 * Once a minute: makes the deliveries due that webhooks are to get again, and puts those that are due within a minute on
 * the queue, each delayed until then.
 */
export const handler = consumeSchedule(async () => {
  const start = Date.now();
  const recoveries = await findDue(recoveryShard, start);
  await settle(recoveries.map((each) => recoverUntil(start + recoveryMilliseconds, each)));

  const until = Date.now() + minute;
  const due = (await Promise.all(deliveryShards.map((shard) => findDue(shard, until)))).flat();
  const batches = Array.from({ length: Math.ceil(due.length / maxMessages) }, (_, i) =>
    due.slice(i * maxMessages, (i + 1) * maxMessages),
  );
  for (let i = 0; i < batches.length && Date.now() < start + runMilliseconds; i += batchesAtOnce) {
    await settle(batches.slice(i, i + batchesAtOnce).map(enqueue));
  }
});

/** Waits for all of it. A failure does not affect the rest: what failed is due again, at once or after its lease. */
async function settle(work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === 'rejected') logger.failure('scheduling failed', outcome.reason, {});
  }
}

async function recoverUntil(end: number, { tenantId, key }: DueItem): Promise<void> {
  while (Date.now() < end && (await recoverDeliveries(tenantId, webhookOf(key))));
}

/** Takes a lease for each delivery, so that of two schedules one sends it, and sends those that it got. */
async function enqueue(batch: readonly DueItem[]): Promise<void> {
  const leased = batch.map(async (item) => {
    const { tenantId, key, dueAt } = item;
    const at = Math.max(Date.parse(dueAt), Date.now());
    const leaseEnd = at + leaseMilliseconds;
    if (!(await reschedule(item, leaseEnd))) return [];
    const detail = { tenantId, webhookId: webhookOf(key), key, dueAt: new Date(leaseEnd).toISOString() };
    return [{ detail, delaySeconds: Math.max(0, Math.ceil((at - Date.now()) / 1000)) }];
  });
  await sendDelayed(config.dispatchQueueUrl(), deliveryDue, (await Promise.all(leased)).flat());
}
