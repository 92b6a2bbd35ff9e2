import { config } from '../config.ts';
import { ContactError } from '../contacts/ContactError.ts';
import type { Answer } from '../contacts/deliveries.ts';
import { OutboundError } from '../outbound/OutboundError.ts';
import { outboundFetch } from '../outbound/outboundFetch.ts';
import { signatureHeaders, type WebhookMessage } from './sign.ts';

/**
 * What a receiver may take: Standard Webhooks recommends 15 to 30 seconds for a response. Of its body, nothing is read.
 * Tests wait for less.
 */
export const postLimits = { connectMilliseconds: 5000, callMilliseconds: 15_000, bytes: 0 };

/**
 * Sends a message to the URL of a webhook, signed with each of its secrets. Returns the status, or why there is none;
 * the body of the response is not read. Throws `unavailable` if this machine could not send it.
 */
export async function post(url: string, message: WebhookMessage, secrets: readonly string[]): Promise<Answer> {
  try {
    const { status, headers } = await send(url, message, secrets);
    return { status, retryAfter: headers.get('retry-after') };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    if (error.reason === 'out_of_resources') {
      throw new ContactError('unavailable', 'The delivery could not be sent now.', { cause: error });
    }
    return { failure: error.reason };
  }
}

/** The same, but throws an `OutboundError` if there is no response. */
export async function send(url: string, message: WebhookMessage, secrets: readonly string[]): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'contact-service',
    ...signatureHeaders(message, secrets, Date.now()),
  };
  const fetch = outboundFetch({ ...config.webhookAddresses(), limits: postLimits });
  const response = await fetch(url, { method: 'POST', headers, body: message.body });
  await response.body?.cancel();
  return response;
}
