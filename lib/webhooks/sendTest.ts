import { ContactError } from '../contacts/ContactError.ts';
import type { Webhook } from '../contacts/webhooks.ts';
import { OutboundError } from '../outbound/OutboundError.ts';
import { send } from './post.ts';
import { webhookSecrets } from './secrets.ts';

/** The type of the message, which is that of no event. */
const type = 'webhook.test';

/**
 * Sends a message with this id to a webhook, signed as a delivery is, and returns the status of the response. Throws
 * `webhook_failed` if the receiver does not accept it, and `unavailable` if this machine could not send it.
 */
export async function sendTest({ id: webhookId, url, secrets }: Webhook, id: string): Promise<number> {
  const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data: { webhookId } });
  const valid = await webhookSecrets({ secrets });
  const { status } = await send(url, { id, body }, valid).catch((error: unknown) => {
    throw error instanceof OutboundError ? asContactError(error) : error;
  });
  if (status >= 200 && status < 300) return status;
  throw new ContactError('webhook_failed', `The receiver responded with ${status}.`);
}

const asContactError = (cause: OutboundError): ContactError =>
  new ContactError(cause.reason === 'out_of_resources' ? 'unavailable' : 'webhook_failed', cause.message, { cause });
