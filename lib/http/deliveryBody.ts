import type { DeliveryBody } from '../../schemas/delivery.ts';
import type { Delivery } from '../contacts/deliveries.ts';
import type { Webhook } from '../contacts/webhooks.ts';

/** Converts a stored delivery into the API's form. It is not sent before the pause of its webhook ends. */
export const toDeliveryBody = (
  { detail, ...delivery }: Delivery,
  { pausedUntil = '' }: Pick<Webhook, 'pausedUntil'>,
): DeliveryBody => ({
  id: detail.id,
  eventType: delivery.eventType,
  contactId: detail.contactId,
  status: delivery.status,
  attempts: delivery.attempts,
  lastAttemptAt: delivery.lastAttemptAt ?? null,
  lastStatus: delivery.lastStatus ?? null,
  lastFailure: delivery.lastFailure ?? null,
  nextAttemptAt: delivery.dueAt === undefined ? null : laterOf(delivery.dueAt, pausedUntil),
  changedAt: detail.changedAt,
});

const laterOf = (one: string, other: string): string => (one > other ? one : other);
