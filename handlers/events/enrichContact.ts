import { enrichContact } from '../../lib/contacts/decisions/enrichContact.ts';
import { cleanPart } from '../../lib/contacts/displayNames.ts';
import { withoutErased } from '../../lib/contacts/erasure.ts';
import type { FieldValues } from '../../lib/contacts/fieldValues.ts';
import { findIdentityKey } from '../../lib/contacts/identities.ts';
import { isOwnDomain } from '../../lib/contacts/ownDomains.ts';
import { readIdentity } from '../../lib/contacts/readIdentity.ts';
import { domainOf } from '../../lib/contacts/sources.ts';
import { changeByMachine } from '../../lib/dynamo/contacts/changeByMachine.ts';
import { countryFor } from '../../lib/dynamo/tenants/countryFor.ts';
import { getCachedSettings } from '../../lib/dynamo/tenants/settings.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { conversationUpdated } from '../../schemas/compiled/events/conversationUpdated.js';

/**
 * conversation.updated: adds facts from a conversation to a contact. Facts about an unknown contact are ignored: it may
 * have been erased. An address at the tenant's own domains is ignored, because the tenant's people quote theirs in
 * every reply, and so is what is no phone number.
 */
export const handler = consumeQueue([conversationUpdated], async ({ id, detail, requestId }) => {
  const { tenantId, contactId } = detail;
  const ignore = (what: string, reason: string) => logger.info(`${what} ignored`, { contactId, reason });

  const { email, phone, firstName, lastName, ...others } = detail.facts;
  const flaw = email === undefined ? undefined : await findFlaw(email, tenantId);
  const read = phone === undefined ? undefined : await readPhone(phone, tenantId);
  if (flaw !== undefined) ignore('email', flaw);
  if (read && 'reason' in read) ignore('phone', read.reason);
  const facts = {
    ...others,
    ...nameFacts({ firstName, lastName }),
    ...(email !== undefined && flaw === undefined && { email }),
    ...(read && 'identity' in read && { phone: read.identity.value }),
  };
  const at = Date.parse(detail.observedAt);
  const by = detail.conversationId ? `conversation:${detail.conversationId}` : `event:${id}`;
  const result = await changeByMachine({ tenantId, contactId, requestId, by, at }, (contact, taken, erased) =>
    enrichContact(contact, { facts: withoutErased(facts, erased), observedAt: at, by }, taken, Date.now()),
  );
  if ('gone' in result) ignore('facts', 'contact_not_found');
});

/** The parts of a name that are a name, without titles and decoration. */
function nameFacts(parts: { readonly [P in 'firstName' | 'lastName']?: string | undefined }): FieldValues {
  const cleaned = Object.entries(parts).map(([part, text]) => [part, cleanPart(text ?? null)] as const);
  return Object.fromEntries(cleaned.filter(([, text]) => text !== null));
}

async function findFlaw(email: string, tenantId: string): Promise<string | undefined> {
  if (findIdentityKey('email', email) === undefined) return 'impossible_domain';
  return isOwnDomain(domainOf(email) ?? '', await getCachedSettings(tenantId)) ? 'own_domain' : undefined;
}

async function readPhone(value: string, tenantId: string) {
  const named = { kind: 'phone', value } as const;
  return readIdentity(named, await countryFor(tenantId, named));
}
