import { config } from '../../lib/config.ts';
import { type EventDetail, isWanted, newDelivery } from '../../lib/contacts/deliveries.ts';
import { deliveryLine } from '../../lib/dynamo/table/keys.ts';
import { deliveryKey, recordDelivery } from '../../lib/dynamo/webhooks/deliveries.ts';
import { listWebhooks } from '../../lib/dynamo/webhooks/webhooks.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { sendInGroups } from '../../lib/events/sendMessages.ts';
import { contactCreated } from '../../schemas/compiled/events/contactCreated.js';
import { contactErased } from '../../schemas/compiled/events/contactErased.js';
import { contactMerged } from '../../schemas/compiled/events/contactMerged.js';
import { contactResolved } from '../../schemas/compiled/events/contactResolved.js';
import { contactUnmerged } from '../../schemas/compiled/events/contactUnmerged.js';
import { contactUnresolved } from '../../schemas/compiled/events/contactUnresolved.js';
import { contactUpdated } from '../../schemas/compiled/events/contactUpdated.js';
import { deliveryDue } from '../../schemas/compiled/events/deliveryDue.js';

type Due = { readonly tenantId: string; readonly webhookId: string; readonly key: string; readonly dueAt: string };

/**
 * Events about contacts: stores a delivery for each webhook of the tenant that wants the event. These, and deliveries
 * and backlogs that are due, get into a line of their webhook.
 */
export const handler = consumeQueue<EventDetail | Due>(
  [
    contactCreated,
    contactUpdated,
    contactResolved,
    contactUnresolved,
    contactMerged,
    contactUnmerged,
    contactErased,
    deliveryDue,
  ],
  async ({ type, detail }) => {
    const due = 'webhookId' in detail ? [detail] : await record(type, detail);
    await sendInGroups(
      config.deliverQueueUrl(),
      deliveryDue,
      due.map((each) => ({ detail: each, group: deliveryLine(each.key) })),
    );
  },
);

/** Stores the deliveries of an event, and returns those that are due now. */
async function record(type: string, event: EventDetail): Promise<Due[]> {
  const webhooks = (await listWebhooks(event.tenantId)).filter((webhook) => isWanted(webhook, type, event));
  const now = Date.now();
  const recorded = webhooks.map(async (webhook) => {
    const delivery = newDelivery(webhook, type, event, now);
    const { tenantId, webhookId, startedAt, dueAt, attempts, inBacklog } = await recordDelivery(delivery);
    // A repeated event finds its delivery, which may not have got into the line the first time.
    const isNew = attempts === 0 && dueAt === startedAt && !inBacklog;
    return isNew ? [{ tenantId, webhookId, key: deliveryKey(delivery), dueAt }] : [];
  });
  return (await Promise.all(recorded)).flat();
}
