import { config } from '../../lib/config.ts';
import { conclude, type Delivery, type DeliveryChange, withoutAttempt } from '../../lib/contacts/deliveries.ts';
import type { HistoryEntry } from '../../lib/contacts/history.ts';
import type { Webhook, WebhookChange } from '../../lib/contacts/webhooks.ts';
import { readHistory } from '../../lib/dynamo/contacts/listHistory.ts';
import { deliveryLine, keys } from '../../lib/dynamo/table/keys.ts';
import { takeFromBacklog } from '../../lib/dynamo/webhooks/backlog.ts';
import { findDelivery, updateDelivery } from '../../lib/dynamo/webhooks/deliveries.ts';
import { findWebhook, updateWebhook } from '../../lib/dynamo/webhooks/webhooks.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { maxMessages, sendDelayed, sendInGroups } from '../../lib/events/sendMessages.ts';
import { logger } from '../../lib/logger.ts';
import { count } from '../../lib/metrics.ts';
import { messageOf } from '../../lib/webhooks/payload.ts';
import { post } from '../../lib/webhooks/post.ts';
import { webhookSecrets } from '../../lib/webhooks/secrets.ts';
import { deliveryDue } from '../../schemas/compiled/events/deliveryDue.js';

/** How long an event with values waits at most for the entry of the history that has them. */
const historyMilliseconds = 60_000;

/**
 * Sends one delivery that is due to its webhook, and stores what became of it. If the backlog of the webhook is due, it
 * puts some of it into the lines.
 */
export const handler = consumeQueue([deliveryDue], async ({ detail: due }) => {
  const { tenantId, webhookId, key } = due;
  if (key === keys.webhook(webhookId)) return releaseBacklog(due);
  const [webhook, delivery] = await Promise.all([findWebhook(tenantId, webhookId), findDelivery(tenantId, key)]);
  // It is done, or due at another time by now.
  if (delivery?.dueAt !== due.dueAt) return;
  const change = withoutAttempt(webhook, delivery, Date.now()) ?? (webhook && (await attempt(webhook, delivery)));
  if (change === undefined || !(await updateDelivery(delivery, change))) return;
  count('Deliveries', { outcome: change.status ?? (change.attempts === undefined ? 'postponed' : 'retried') });
  if (change.dueAt !== undefined && !change.inBacklog) await sendAgain({ ...due, dueAt: change.dueAt });
});

type Due = { readonly tenantId: string; readonly webhookId: string; readonly key: string; readonly dueAt: string };

/**
 * Puts the next deliveries of a backlog into the lines of their webhook, and behind them the webhook, in one request:
 * so few are on their way, and the next ones follow when a receiver has responded, not before.
 */
async function releaseBacklog({ tenantId, webhookId, dueAt }: Due): Promise<void> {
  const taken = await takeFromBacklog(tenantId, webhookId, dueAt, maxMessages - 1);
  const messages = taken.map((item) => ({ detail: { ...item, webhookId }, group: deliveryLine(item.key) }));
  await sendInGroups(config.deliverQueueUrl(), deliveryDue, messages);
}

/** Sends what is due again within 15 minutes. scheduleDeliveries finds the rest, and this if the message is lost. */
async function sendAgain(due: Due): Promise<void> {
  const delaySeconds = Math.max(0, Math.ceil((Date.parse(due.dueAt) - Date.now()) / 1000));
  if (delaySeconds > maxDelaySeconds) return;
  await sendDelayed(config.dispatchQueueUrl(), deliveryDue, [{ detail: due, delaySeconds }]);
}

/** SQS's limit. */
const maxDelaySeconds = 900;

async function attempt(webhook: Webhook, delivery: Delivery): Promise<DeliveryChange> {
  const entry = delivery.hasValues && (await findEntry(delivery));
  if (entry === 'not yet')
    return { dueAt: new Date(Date.now() + waitFor(delivery)).toISOString(), inBacklog: undefined };
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
  const { tenantId, id: webhookId } = webhook;
  if (changed && change.dueAt !== undefined)
    await sendAgain({ tenantId, webhookId, key: keys.webhook(webhookId), dueAt: change.dueAt });
  if (changed?.status !== 'disabled') return;
  const reason = changed.disabledReason ?? 'unknown';
  count('WebhooksDisabled', { reason });
  logger.error('webhook disabled', { webhookId, reason, failingSince: changed.failingSince });
}
