import { domainOf, fold } from '../../lib/contacts/sources.ts';
import { deriveCompany } from '../../lib/dynamo/contacts/deriveCompany.ts';
import { streamedContact } from '../../lib/dynamo/contacts/streamedContact.ts';
import { consumeStream } from '../../lib/events/consumeStream.ts';

/** The table's stream: a new contact, or one with an email of another domain, gets the company that the domain implies. */
export const handler = consumeStream(async (record, requestId) => {
  const { before, after } = streamedContact(record);
  if (after === undefined || after.mergedInto !== undefined) return;
  const domains = [before, after].map((item) => item && domainOf(fold(item.sources).email));
  if (domains[0] !== domains[1]) await deriveCompany(after, requestId);
});
