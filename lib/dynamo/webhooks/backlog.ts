import { type DueItem, findDue, reschedule } from '../resolution/dueItems.ts';
import { backlogShardOf } from '../table/indexes.ts';
import { keys } from '../table/keys.ts';
import { recoverDeliveries } from './recovery.ts';
import { findWebhook, updateWebhook } from './webhooks.ts';

/** What is taken, but does not get into the line, is due again after this time. */
export const leaseMilliseconds = 900_000;

/**
 * Takes up to `limit` deliveries from the backlog of a webhook that is due at `dueAt`, the one that has waited longest
 * first, and returns them as they are due by now. The webhook itself follows where there may be more: it is due again
 * when these are done. A recovery that is in progress continues first. Returns nothing if the webhook is due at another
 * time by now.
 */
export async function takeFromBacklog(
  tenantId: string,
  webhookId: string,
  dueAt: string,
  limit: number,
): Promise<readonly DueItem[]> {
  const webhook = await findWebhook(tenantId, webhookId);
  if (webhook?.dueAt !== dueAt) return [];
  const { recoverFrom, pausedUntil } = webhook;
  const now = Date.now();
  const lease = now + leaseMilliseconds;
  // Also those that have a lease: until they are done, the backlog is not empty. Clocks may differ.
  const backlog = await findDue(backlogShardOf(webhookId), lease + leaseMilliseconds, limit);
  // What became due just before the end of a pause may not show yet. So the webhook is looked at once more.
  if (backlog.length === 0 && recoverFrom === undefined && dueAt !== pausedUntil && Date.parse(dueAt) <= now) {
    await updateWebhook(webhook, { dueAt: undefined }, { dueAt, recoverFrom });
    return [];
  }
  const leased = { dueAt: new Date(lease).toISOString() };
  if (!(await updateWebhook(webhook, leased, { dueAt }))) return [];
  if (recoverFrom !== undefined) await recoverDeliveries({ ...webhook, recoverFrom });
  const waiting = backlog.filter((item) => Date.parse(item.dueAt) <= now);
  const taken = await Promise.all(
    waiting.map(async (item) => (await reschedule(item, lease)) && { ...item, ...leased }),
  );
  const hasMore = waiting.length > 0 || recoverFrom !== undefined;
  return [
    ...taken.filter((item) => item !== false),
    ...(hasMore ? [{ tenantId, key: keys.webhook(webhookId), ...leased }] : []),
  ];
}
