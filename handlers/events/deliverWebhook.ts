import { config } from '../../lib/config.ts';
import { conclude, type Delivery, type DeliveryChange, withoutAttempt } from '../../lib/contacts/deliveries.ts';
import type { HistoryEntry } from '../../lib/contacts/history.ts';
import type { Webhook, WebhookChange } from '../../lib/contacts/webhooks.ts';
import { readHistory } from '../../lib/dynamo/contacts/listHistory.ts';
import { findDelivery, updateDelivery } from '../../lib/dynamo/webhooks/deliveries.ts';
import { findWebhook, updateWebhook } from '../../lib/dynamo/webhooks/webhooks.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { sendDelayed } from '../../lib/events/sendMessages.ts';
import { logger } from '../../lib/logger.ts';
import { count } from '../../lib/metrics.ts';
import { messageOf } from '../../lib/webhooks/payload.ts';
import { post } from '../../lib/webhooks/post.ts';
import { webhookSecrets } from '../../lib/webhooks/secrets.ts';
import { deliveryDue } from '../../schemas/compiled/events/deliveryDue.js';

/** How long an event with values waits at most for the entry of the history that has them. */
const historyMilliseconds = 60_000;

/** Sends one delivery that is due to its webhook, and stores what became of it. */
export const handler = consumeQueue([deliveryDue], async ({ detail: due }) => {
  const { tenantId, webhookId, key } = due;
  const [webhook, delivery] = await Promise.all([findWebhook(tenantId, webhookId), findDelivery(tenantId, key)]);
  // It is done, or due at another time by now.
  if (delivery?.dueAt !== due.dueAt) return;
  const change = withoutAttempt(webhook, delivery, Date.now()) ?? (webhook && (await attempt(webhook, delivery)));
  if (change === undefined || !(await updateDelivery(delivery, change))) return;
  count('Deliveries', { outcome: change.status ?? (change.attempts === undefined ? 'postponed' : 'retried') });
  if (change.dueAt === undefined) return;
  const delaySeconds = Math.max(0, Math.ceil((Date.parse(change.dueAt) - Date.now()) / 1000));
  // What is due later is found by scheduleDeliveries, and so is this, if the message is lost.
  if (delaySeconds <= maxDelaySeconds) {
    const again = { ...due, dueAt: change.dueAt };
    await sendDelayed(config.dispatchQueueUrl(), deliveryDue, [{ detail: again, delaySeconds }]);
  }
});

/** SQS's limit. */
const maxDelaySeconds = 900;

async function attempt(webhook: Webhook, delivery: Delivery): Promise<DeliveryChange> {
  const entry = delivery.hasValues && (await findEntry(delivery));
  if (entry === 'not yet') return { dueAt: new Date(Date.now() + waitFor(delivery)).toISOString() };
  const answer = await post(webhook.url, messageOf(delivery, entry), await webhookSecrets(webhook));
  const { delivery: change, webhook: state } = conclude(webhook, delivery, answer, Date.now(), Math.random());
  if (state) await changeState(webhook, state);
  return change;
}

/**
 * Finds the entry of the history that has the values of an event. It may be written a moment after the event; without
 * one, the contact is erased, and the event is sent without values.
 */
async function findEntry({ detail, startedAt }: Delivery): Promise<HistoryEntry | 'not yet' | undefined> {
  const { tenantId, contactId, version } = detail;
  const [entry] = await readHistory({ tenantId, contactId, limit: 1, before: version + 1 });
  if (entry?.version === version) return entry;
  return Date.now() - Date.parse(startedAt) < historyMilliseconds ? 'not yet' : undefined;
}

/** How long to wait for the history: as long as the event has waited already, and a second at least. */
const waitFor = ({ startedAt }: Delivery): number => Math.max(1000, Date.now() - Date.parse(startedAt));

/** Stores the state of a webhook, unless another delivery or a caller has changed it meanwhile. */
async function changeState(webhook: Webhook, change: WebhookChange): Promise<void> {
  const { url, status, failingSince, pausedUntil } = webhook;
  const changed = await updateWebhook(webhook, change, { url, status, failingSince, pausedUntil });
  if (changed?.status !== 'disabled') return;
  const reason = changed.disabledReason ?? 'unknown';
  count('WebhooksDisabled', { reason });
  logger.error('webhook disabled', { webhookId: webhook.id, reason, failingSince: changed.failingSince });
}
