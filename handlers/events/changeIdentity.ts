import { readIdentity } from '../../lib/contacts/readIdentity.ts';
import { changeIdentity } from '../../lib/dynamo/contacts/changeIdentity.ts';
import { countryFor } from '../../lib/dynamo/tenants/countryFor.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { identityChanged } from '../../schemas/compiled/events/identityChanged.js';

/**
 * channel.identity_changed: replaces an address of a contact by another one. A change of an unknown sender, or one to
 * or from what is no address of a person, is only logged.
 */
export const handler = consumeQueue([identityChanged], async ({ id, detail, requestId }) => {
  const { tenantId } = detail;
  const ignore = (reason: string) => logger.info('change of identity ignored', { reason });

  const country = await countryFor(tenantId, detail.from, detail.to);
  const [from, to] = [readIdentity(detail.from, country), readIdentity(detail.to, country)];
  if ('reason' in from) return ignore(from.reason);
  if ('reason' in to) return ignore(to.reason);
  const replacement = { from, to, at: Date.parse(detail.changedAt), by: `event:${id}` };
  if (!(await changeIdentity({ tenantId, requestId, replacement }))) ignore('unknown_sender');
});
