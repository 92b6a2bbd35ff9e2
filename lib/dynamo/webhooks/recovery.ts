import { recovered } from '../../contacts/deliveries.ts';
import type { Webhook } from '../../contacts/webhooks.ts';
import type { Answering } from '../table/answers.ts';
import { recoveryShard } from '../table/keys.ts';
import { readDeliveries, updateDelivery } from './deliveries.ts';
import { findWebhook, updateWebhook } from './webhooks.ts';

const pageSize = 100;
/** Each change needs a connection, of which the client has 50. */
const concurrency = 25;

/**
 * Makes a webhook due to get again what was not delivered of the changes since a time (ISO 8601 in UTC with
 * milliseconds); `scheduleDeliveries` does the work. Of two recoveries at a time, the longer one counts. Throws
 * `webhook_not_found`.
 */
export async function requestRecovery(webhook: Webhook, since: string, answering?: Answering<Webhook>): Promise<void> {
  const { recoverFrom = since } = webhook;
  const change = {
    recoverFrom: since < recoverFrom ? since : recoverFrom,
    dueShard: recoveryShard,
    dueAt: new Date().toISOString(),
  };
  if (await updateWebhook(webhook, change, { recoverFrom: webhook.recoverFrom }, answering)) return;
  const changed = await findWebhook(webhook.tenantId, webhook.id);
  if (changed) await requestRecovery(changed, since, answering);
}

/**
 * Makes the next page of a webhook's deliveries due that were not delivered, and returns whether there are more. The
 * progress is stored, so that another call can continue.
 */
export async function recoverDeliveries(tenantId: string, webhookId: string): Promise<boolean> {
  const webhook = await findWebhook(tenantId, webhookId);
  const { recoverFrom } = webhook ?? {};
  if (webhook === undefined || recoverFrom === undefined) return false;
  const { deliveries, next } = await readDeliveries(tenantId, webhookId, { after: recoverFrom, limit: pageSize });
  const lost = deliveries.filter(({ status }) => status !== 'delivered');
  for (let i = 0; i < lost.length; i += concurrency) {
    await Promise.all(lost.slice(i, i + concurrency).map((each) => updateDelivery(each, recovered(Date.now()))));
  }
  const done = { dueShard: undefined, dueAt: undefined };
  const progress = { recoverFrom: next, ...(next === undefined && done) };
  return (await updateWebhook(webhook, progress, { recoverFrom })) !== undefined && next !== undefined;
}
