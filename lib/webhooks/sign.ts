import { createHmac } from 'node:crypto';

/** A message to a webhook. */
export type WebhookMessage = {
  /** The same for each attempt. It contains no dot. */
  readonly id: string;
  readonly body: string;
};

/**
 * The headers that sign a message sent at `now` (epoch milliseconds), as Standard Webhooks 1.0.0 defines them: one
 * signature for each secret (`whsec_` and base64), so that receivers with either of two secrets can verify it.
 */
export function signatureHeaders({ id, body }: WebhookMessage, secrets: readonly string[], now: number) {
  const timestamp = String(Math.floor(now / 1000));
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', keyOf(secret)).update(signed).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
