import type { DeliveryBody } from '../../schemas/delivery.ts';
import type { Delivery } from '../contacts/deliveries.ts';

/** Converts a stored delivery into the API's form. */
export const toDeliveryBody = ({ detail, ...delivery }: Delivery): DeliveryBody => ({
  id: detail.id,
  eventType: delivery.eventType,
  contactId: detail.contactId,
  status: delivery.status,
  attempts: delivery.attempts,
  lastAttemptAt: delivery.lastAttemptAt ?? null,
  lastStatus: delivery.lastStatus ?? null,
  lastFailure: delivery.lastFailure ?? null,
  nextAttemptAt: delivery.dueAt ?? null,
  changedAt: detail.changedAt,
});
