import { enrichContact } from '../../lib/contacts/decisions/enrichContact.ts';
import { findIdentityKey } from '../../lib/contacts/identities.ts';
import { isOwnDomain } from '../../lib/contacts/ownDomains.ts';
import { domainOf } from '../../lib/contacts/sources.ts';
import { changeByMachine } from '../../lib/dynamo/contacts/changeByMachine.ts';
import { getCachedSettings } from '../../lib/dynamo/tenants/settings.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { conversationUpdated } from '../../schemas/compiled/events/conversationUpdated.js';

/**
 * conversation.updated: adds facts from a conversation to a contact. Facts about an unknown contact are ignored: it may
 * have been erased. An address at the tenant's own domains is ignored, because the tenant's people quote theirs in
 * every reply.
 */
export const handler = consumeQueue([conversationUpdated], async ({ id, detail, requestId }) => {
  const { tenantId, contactId } = detail;
  const ignore = (what: string, reason: string) => logger.info(`${what} ignored`, { contactId, reason });

  const { email, ...others } = detail.facts;
  const reason = email === undefined ? undefined : await findFlaw(email, tenantId);
  if (reason !== undefined) ignore('email', reason);
  const facts = reason === undefined ? detail.facts : others;
  const at = Date.parse(detail.observedAt);
  const by = detail.conversationId ? `conversation:${detail.conversationId}` : `event:${id}`;
  const result = await changeByMachine({ tenantId, contactId, requestId, by, at }, (contact, taken) =>
    enrichContact(contact, { facts, observedAt: at, by }, taken, Date.now()),
  );
  if ('gone' in result) ignore('facts', 'contact_not_found');
});

async function findFlaw(email: string, tenantId: string): Promise<string | undefined> {
  if (findIdentityKey('email', email) === undefined) return 'impossible_domain';
  return isOwnDomain(domainOf(email) ?? '', await getCachedSettings(tenantId)) ? 'own_domain' : undefined;
}
