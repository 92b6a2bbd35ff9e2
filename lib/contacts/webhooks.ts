import type { disabledReasons, WebhookBody } from '../../schemas/webhook.ts';
import type { WebhookPatch } from '../../schemas/webhookInput.ts';
import { ContactError } from './ContactError.ts';
import { uuidV7 } from './uuid.ts';

type Present<Property extends keyof WebhookBody> = NonNullable<WebhookBody[Property]>;

/** A webhook as it is stored. Times are ISO 8601. */
export type Webhook = {
  readonly tenantId: string;
  /** A UUID v7. */
  readonly id: string;
  readonly url: string;
  /** Absent: all types. */
  readonly eventTypes?: Present<'eventTypes'>;
  /** Absent: whatever has changed. */
  readonly changedFields?: Present<'changedFields'>;
  readonly description?: string;
  readonly status: WebhookBody['status'];
  /** Present only where the status is `disabled`. */
  readonly disabledReason?: (typeof disabledReasons)[number];
  /** Its secrets, the newest first. */
  readonly secrets: readonly SigningSecret[];
  readonly createdAt: string;
  // Not `updatedAt`: the consumers of the stream take every item that has it for a contact.
  readonly changedAt: string;
  readonly changedBy: string;
  /** When the first delivery failed after the last one that succeeded. */
  readonly failingSince?: string;
  /** The receiver gets no requests until then, because it did not respond or asked for it. It may have passed. */
  readonly pausedUntil?: string;
  /** The position in its deliveries after which those that were not delivered become due again. */
  readonly recoverFrom?: string;
  /** When deliveries are taken from its backlog next; absent where it has none. It also identifies this attempt. */
  readonly dueAt?: string;
  readonly dueShard?: string;
};

/**
 * Where a secret is in the secret store. Its value never changes. `until`: it signs up to this time; absent: it stays.
 */
export type SigningSecret = { readonly name: string; readonly until?: string };

/** The webhooks that a tenant may have. */
export const maxWebhooks = 10;

/** The secrets of one webhook that may be valid at a time: each makes the header of a delivery longer. */
export const maxSecrets = 5;

type NewWebhook = Pick<Webhook, 'tenantId' | 'url' | 'eventTypes' | 'changedFields' | 'description'>;

/** Makes the webhook to store. */
export function newWebhook(input: NewWebhook, secretName: string, actor: string, now: number): Webhook {
  const at = new Date(now).toISOString();
  const secrets = [{ name: secretName }];
  return { ...input, id: uuidV7(now), status: 'enabled', secrets, createdAt: at, changedAt: at, changedBy: actor };
}

/** Throws `webhook_limit` if a tenant with so many webhooks may have no other one. */
export function requireRoomForWebhook(count: number): void {
  if (count >= maxWebhooks)
    throw new ContactError('webhook_limit', `A tenant has at most ${maxWebhooks} webhooks; delete one first`);
}

/** Attributes to set; `undefined` removes one. */
export type WebhookChange = { readonly [Name in keyof Webhook]?: Webhook[Name] | undefined };

/**
 * What a patch changes of a webhook; undefined if nothing. Another URL, and a webhook that is enabled again or fails
 * and is stated to be enabled, has not failed yet and is not paused.
 */
export function patchWebhook(
  webhook: Webhook,
  patch: WebhookPatch,
  changedBy: string,
  now: number,
): WebhookChange | undefined {
  const changed = Object.fromEntries(
    Object.entries(patch)
      .map(([name, value]) => [name, value ?? undefined] as const)
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(Object(webhook)[name])),
  );
  const restarts = 'url' in changed || (patch.status === 'enabled' && webhook.failingSince !== undefined);
  if (Object.keys(changed).length === 0 && !restarts) return undefined;
  return {
    ...changed,
    ...((restarts || changed.status === 'enabled') && { failingSince: undefined }),
    ...((restarts || 'status' in changed) && pausedTo(now)),
    ...('status' in changed && { disabledReason: changed.status === 'disabled' ? 'person' : undefined }),
    changedAt: new Date(now).toISOString(),
    changedBy,
  };
}

/** What pauses a webhook up to a time (epoch milliseconds), when its backlog is due. `now` ends a pause. */
export function pausedTo(time: number): Required<Pick<Webhook, 'pausedUntil' | 'dueAt'>> {
  const at = new Date(time).toISOString();
  return { pausedUntil: at, dueAt: at };
}

/** The secrets of a webhook that are valid at a time (epoch milliseconds), the newest first. */
export const validSecrets = ({ secrets }: Pick<Webhook, 'secrets'>, now: number): readonly SigningSecret[] =>
  secrets.filter(({ until }) => until === undefined || Date.parse(until) > now);

/**
 * The secrets that a webhook keeps beside a new one: those that are valid, for another `overlapSeconds` at most. Throws
 * `webhook_secret_limit` if it has no room for a new one.
 */
export function endSecrets(
  webhook: Pick<Webhook, 'secrets'>,
  overlapSeconds: number,
  now: number,
): readonly SigningSecret[] {
  const end = new Date(now + overlapSeconds * 1000).toISOString();
  const ending = validSecrets(webhook, now).map(({ name, until = end }) => ({
    name,
    until: until < end ? until : end,
  }));
  const kept = validSecrets({ secrets: ending }, now);
  if (kept.length >= maxSecrets)
    throw new ContactError(
      'webhook_secret_limit',
      `The webhook has ${maxSecrets} secrets that are valid; wait until one ends, or rotate it with overlapSeconds 0`,
    );
  return kept;
}
