import { config } from '../../lib/config.ts';
import { type DueItem, findDue, reschedule } from '../../lib/dynamo/resolution/dueItems.ts';
import { deliveryShards, webhookShard } from '../../lib/dynamo/table/indexes.ts';
import { webhookOf } from '../../lib/dynamo/table/keys.ts';
import { leaseMilliseconds } from '../../lib/dynamo/webhooks/backlog.ts';
import { consumeSchedule } from '../../lib/events/consumeSchedule.ts';
import { maxMessages, sendDelayed } from '../../lib/events/sendMessages.ts';
import { logger } from '../../lib/logger.ts';
import { deliveryDue } from '../../schemas/compiled/events/deliveryDue.js';

const minute = 60_000;
/** How long a run may begin batches of messages. The next run continues where it ends. */
const runMilliseconds = 50_000;
const batchesAtOnce = 4;

/**
 * Once a minute: puts the deliveries, and the webhooks with a backlog, that are due within a minute on the queue, each
 * delayed until then.
 */
export const handler = consumeSchedule(async () => {
  const start = Date.now();
  const findAll = async (shards: readonly string[]) =>
    (await Promise.all(shards.map((shard) => findDue(shard, start + minute)))).flat();
  const [webhooks, deliveries] = await Promise.all([findAll([webhookShard]), findAll(deliveryShards)]);
  // A webhook needs no lease: takeFromBacklog takes one, so of several messages one counts.
  const batches = [
    ...inBatches(webhooks).map((batch) => () => enqueue(batch.map((item) => ({ item, dueAt: item.dueAt })))),
    ...inBatches(deliveries).map((batch) => async () => enqueue(await lease(batch))),
  ];
  for (let i = 0; i < batches.length && Date.now() < start + runMilliseconds; i += batchesAtOnce) {
    await settle(batches.slice(i, i + batchesAtOnce).map((send) => send()));
  }
});

const inBatches = (items: readonly DueItem[]): DueItem[][] =>
  Array.from({ length: Math.ceil(items.length / maxMessages) }, (_, i) =>
    items.slice(i * maxMessages, (i + 1) * maxMessages),
  );

/** Waits for all of it. A failure does not affect the rest: what failed is due again, at once or after its lease. */
async function settle(work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === 'rejected') logger.failure('scheduling failed', outcome.reason, {});
  }
}

/** What was due at the time of `item`, and is due at `dueAt` by now. */
type Leased = { readonly item: DueItem; readonly dueAt: string };

/** Takes a lease for each delivery, so that of two schedules one sends it, and returns those that it got. */
async function lease(batch: readonly DueItem[]): Promise<Leased[]> {
  const leased = batch.map(async (item) => {
    const end = Math.max(Date.parse(item.dueAt), Date.now()) + leaseMilliseconds;
    return (await reschedule(item, end)) ? [{ item, dueAt: new Date(end).toISOString() }] : [];
  });
  return (await Promise.all(leased)).flat();
}

const enqueue = (leased: readonly Leased[]): Promise<void> =>
  sendDelayed(
    config.dispatchQueueUrl(),
    deliveryDue,
    leased.map(({ item: { tenantId, key, dueAt: at }, dueAt }) => ({
      detail: { tenantId, webhookId: webhookOf(key), key, dueAt },
      delaySeconds: Math.max(0, Math.ceil((Date.parse(at) - Date.now()) / 1000)),
    })),
  );
