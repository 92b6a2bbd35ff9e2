import { isUnresolved } from '../../lib/contacts/contact.ts';
import { aboutOf, asksAnything, questionOf } from '../../lib/contacts/question.ts';
import { streamedContact } from '../../lib/dynamo/contacts/streamedContact.ts';
import { findConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { consumeStream } from '../../lib/events/consumeStream.ts';
import { publish } from '../../lib/events/publish.ts';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';

/**
 * The table's stream: an unresolved contact that is new, or has another email or phone, is to be looked up in the CRM, if
 * its tenant has one.
 */
export const handler = consumeStream(async (record) => {
  const { before, after } = streamedContact(record);
  if (after === undefined || !isUnresolved(after)) return;
  const question = questionOf(after.sources);
  const isNews = before === undefined || aboutOf(questionOf(before.sources)) !== aboutOf(question);
  if (!isNews || !asksAnything(question)) return;
  const { tenantId, contactId } = after;
  if (await findConnection(tenantId)) await publish(resolutionRequested, { tenantId, contactId });
});
