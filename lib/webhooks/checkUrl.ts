import { config } from '../config.ts';
import { ContactError, invalid } from '../contacts/ContactError.ts';
import { assertUrlAllowed } from '../outbound/address.ts';
import { OutboundError } from '../outbound/OutboundError.ts';

/**
 * Checks that events may be posted to a URL: https at a public address and at port 443 or 8443, or on this machine
 * where that is allowed. Throws `invalid`, and `webhook_failed` if its host name has no IP address.
 */
export async function checkUrl(url: string): Promise<void> {
  try {
    await assertUrlAllowed(url, config.webhookAddresses());
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const message = `url: ${error.message}`;
    if (error.reason === 'address_refused') throw invalid([{ pointer: '/url', message }]);
    throw new ContactError('webhook_failed', message, { cause: error });
  }
}
