import type { Delivery } from '../contacts/deliveries.ts';
import type { HistoryEntry } from '../contacts/history.ts';
import type { WebhookMessage } from './sign.ts';

/**
 * The message of a delivery, as Standard Webhooks recommends: `{type, timestamp, data}`, where `data` is the detail of
 * the event. The values before and after the change come from the entry of the contact's history, if there is one.
 */
export function messageOf(
  { eventType: type, detail }: Pick<Delivery, 'eventType' | 'detail'>,
  entry?: HistoryEntry,
): WebhookMessage {
  const data = { ...detail, ...(entry && { changes: changesIn(entry) }) };
  return { id: detail.id, body: JSON.stringify({ type, timestamp: detail.changedAt, data }) };
}

/** The values of each changed field, as the event had them when it was published (lib/contacts/changeEvents.ts). */
const changesIn = ({ changed, after }: HistoryEntry) =>
  Object.entries(changed).map(([field, [before]]) => ({ field, before, after: Object(after)[field] }));
