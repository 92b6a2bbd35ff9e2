import { recovered } from '../../contacts/deliveries.ts';
import { pausedTo, type Webhook } from '../../contacts/webhooks.ts';
import type { Answering } from '../table/answers.ts';
import { readDeliveries, updateDelivery } from './deliveries.ts';
import { findWebhook, updateWebhook } from './webhooks.ts';

const pageSize = 100;
/** Each change needs a connection, of which the client has 50. */
const concurrency = 25;

/**
 * Has a webhook get again what was not delivered of the changes since a time (ISO 8601 in UTC with milliseconds), and
 * ends its pause: `takeFromBacklog` does the work. Of two recoveries at a time, the longer one counts. Throws
 * `webhook_not_found`.
 */
export async function requestRecovery(webhook: Webhook, since: string, answering?: Answering<Webhook>): Promise<void> {
  const { recoverFrom = since } = webhook;
  const change = { recoverFrom: since < recoverFrom ? since : recoverFrom, ...pausedTo(Date.now()) };
  if (await updateWebhook(webhook, change, { recoverFrom: webhook.recoverFrom }, answering)) return;
  const changed = await findWebhook(webhook.tenantId, webhook.id);
  if (changed) await requestRecovery(changed, since, answering);
}

/**
 * Puts the next page of a webhook's deliveries into its backlog that were not delivered. The progress is stored, so
 * that another call can continue. Throws `webhook_not_found`.
 */
export async function recoverDeliveries(webhook: Webhook & Required<Pick<Webhook, 'recoverFrom'>>): Promise<void> {
  const { tenantId, id, recoverFrom } = webhook;
  const { deliveries, next } = await readDeliveries(tenantId, id, { after: recoverFrom, limit: pageSize });
  const lost = deliveries.filter(({ status }) => status !== 'delivered');
  for (let i = 0; i < lost.length; i += concurrency) {
    await Promise.all(lost.slice(i, i + concurrency).map((each) => updateDelivery(each, recovered(Date.now()))));
  }
  await updateWebhook(webhook, { recoverFrom: next }, { recoverFrom });
}
