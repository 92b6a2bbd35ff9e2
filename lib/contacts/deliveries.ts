import type { DeliveryBody, deliveryFailures } from '../../schemas/delivery.ts';
import { isExpired, maxFailing, nextAttempt, pauseOf, requestedWait } from './retries.ts';
import { pausedTo, type Webhook, type WebhookChange } from './webhooks.ts';

/** The detail of an event about a contact, as far as deliveries depend on it. */
export type EventDetail = {
  /** The same each time the event is published. */
  readonly id: string;
  readonly tenantId: string;
  readonly contactId: string;
  readonly version: number;
  /** ISO 8601 in UTC with milliseconds. */
  readonly changedAt: string;
  readonly changed?: readonly string[];
  readonly changes?: readonly unknown[];
};

export type DeliveryFailure = (typeof deliveryFailures)[number];

/** One event for one webhook, as it is stored: it has no values of the contact. Times are ISO 8601. */
export type Delivery = {
  readonly tenantId: string;
  readonly webhookId: string;
  readonly eventType: string;
  readonly detail: Omit<EventDetail, 'changes'>;
  /** Present where the event is sent with the values before and after the change. */
  readonly hasValues?: true;
  readonly status: DeliveryBody['status'];
  readonly attempts: number;
  /** When it was first due. Recovery begins anew. */
  readonly startedAt: string;
  /**
   * When it is attempted next, or since when it is in the backlog; present while it is pending. It also identifies this
   * attempt among all of them.
   */
  readonly dueAt?: string;
  /** Whether it is in the backlog of its webhook: it became due while the receiver got no requests. */
  readonly inBacklog?: true;
  readonly lastAttemptAt?: string;
  readonly lastStatus?: number;
  readonly lastFailure?: DeliveryFailure;
};

/** Attributes to set; `undefined` removes one. */
export type DeliveryChange = { readonly [Name in keyof Delivery]?: Delivery[Name] | undefined };

/** What an attempt led to: a response, or none. */
export type Answer =
  | { readonly status: number; readonly retryAfter: string | null }
  | { readonly failure: DeliveryFailure };

/**
 * What is to be stored after an attempt. The change of the webhook holds if its state is still the one that was read.
 */
export type Conclusion = { readonly delivery: DeliveryChange; readonly webhook?: WebhookChange };

/** Whether a webhook wants an event. An event that names no changed fields is not filtered by them. */
export const isWanted = (
  { eventTypes, changedFields }: Pick<Webhook, 'eventTypes' | 'changedFields'>,
  type: string,
  { changed }: Pick<EventDetail, 'changed'>,
): boolean =>
  (eventTypes === undefined || eventTypes.some((each) => each === type)) &&
  (changedFields === undefined || changed === undefined || changedFields.some((field) => changed.includes(field)));

/**
 * Makes the delivery of an event to a webhook. It is due at `now` (epoch milliseconds); while the webhook is paused, it
 * is in its backlog. For a webhook that is disabled, it has failed, so that it can be recovered.
 */
export function newDelivery(webhook: Webhook, eventType: string, event: EventDetail, now: number): Delivery {
  const { changes, ...detail } = event;
  const { tenantId, id: webhookId, status } = webhook;
  const startedAt = timeOf(now);
  return {
    tenantId,
    webhookId,
    eventType,
    detail,
    ...(changes && { hasValues: true }),
    attempts: 0,
    startedAt,
    ...(status === 'enabled'
      ? { status: 'pending', dueAt: startedAt, ...(isPaused(webhook, startedAt) && { inBacklog: true }) }
      : { status: 'failed', lastFailure: 'disabled' }),
  };
}

const isPaused = ({ pausedUntil }: Pick<Webhook, 'pausedUntil'>, at: string): boolean =>
  pausedUntil !== undefined && pausedUntil > at;

/**
 * What becomes of a due delivery without an attempt; undefined if it is to be attempted now. It fails if its webhook is
 * disabled or deleted, and gets into the backlog while its receiver gets no requests, where it may expire.
 */
export function withoutAttempt(
  webhook: Pick<Webhook, 'status' | 'pausedUntil'> | undefined,
  { startedAt, inBacklog }: Pick<Delivery, 'startedAt' | 'inBacklog'>,
  now: number,
): DeliveryChange | undefined {
  if (webhook?.status !== 'enabled') return { ...failed, lastStatus: undefined, lastFailure: 'disabled' };
  const waits = isPaused(webhook, timeOf(now));
  if ((waits || inBacklog) && isExpired(Date.parse(startedAt), now))
    return { ...failed, lastStatus: undefined, lastFailure: 'expired' };
  return waits ? { dueAt: timeOf(now), inBacklog: true } : undefined;
}

/**
 * Decides what an attempt at `now` (epoch milliseconds) means: whether the delivery is done, is attempted again or has
 * failed, and whether its webhook gets no requests for a while or is switched off. `random` is from 0 to 1.
 */
export function conclude(
  webhook: Webhook,
  delivery: Delivery,
  answer: Answer,
  now: number,
  random: number,
): Conclusion {
  const attempts = delivery.attempts + 1;
  const attempted: DeliveryChange = {
    attempts,
    lastAttemptAt: timeOf(now),
    lastStatus: 'status' in answer ? answer.status : undefined,
    lastFailure: 'failure' in answer ? answer.failure : undefined,
    inBacklog: undefined,
  };
  const isSuccess = 'status' in answer && answer.status >= 200 && answer.status < 300;
  if (isSuccess) {
    return {
      delivery: { ...attempted, status: 'delivered', dueAt: undefined },
      ...(webhook.failingSince !== undefined && { webhook: { failingSince: undefined } }),
    };
  }
  const { failingSince = timeOf(now) } = webhook;
  const reason = disabledReason(answer, now - Date.parse(failingSince));
  if (reason) {
    return {
      delivery: { ...attempted, ...failed },
      webhook: { status: 'disabled', disabledReason: reason, failingSince, ...pausedTo(now) },
    };
  }
  const pause = pauseAfter(answer, failingSince, now);
  const earliest = now + (pause ?? 0);
  const next = nextAttempt({ attempts, startedAt: Date.parse(delivery.startedAt) }, now, { earliest, random });
  return {
    delivery: { ...attempted, ...(next === undefined ? failed : { dueAt: timeOf(next) }) },
    ...((webhook.failingSince === undefined || pause !== undefined) && {
      webhook: { failingSince, ...(pause !== undefined && pausedTo(earliest)) },
    }),
  };
}

const failed: DeliveryChange = { status: 'failed', dueAt: undefined, inBacklog: undefined };

/** Why the webhook is switched off, if it is. */
function disabledReason(answer: Answer, failingMilliseconds: number): 'gone' | 'failing' | undefined {
  if ('status' in answer && answer.status === 410) return 'gone';
  return failingMilliseconds >= maxFailing ? 'failing' : undefined;
}

/** For how long the receiver gets no requests: as long as it asks for, or for a while if it did not respond. */
function pauseAfter(answer: Answer, failingSince: string, now: number): number | undefined {
  if ('status' in answer) return requestedWait(answer.status, answer.retryAfter, now);
  const isSilent = answer.failure === 'timeout' || answer.failure === 'unreachable';
  return isSilent ? pauseOf(now - Date.parse(failingSince)) : undefined;
}

const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** What makes a delivery begin anew, in the backlog, at `now` (epoch milliseconds). */
export const recovered = (now: number): DeliveryChange => ({
  status: 'pending',
  attempts: 0,
  startedAt: timeOf(now),
  dueAt: timeOf(now),
  inBacklog: true,
  lastFailure: undefined,
});
