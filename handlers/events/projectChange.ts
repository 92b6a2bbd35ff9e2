import { recordHistory } from '../../lib/dynamo/contacts/recordHistory.ts';
import { removeAllDependents } from '../../lib/dynamo/contacts/removeDependents.ts';
import { streamedContact } from '../../lib/dynamo/contacts/streamedContact.ts';
import { recordTombstone } from '../../lib/dynamo/contacts/tombstones.ts';
import { projectPostings } from '../../lib/dynamo/search/projectPostings.ts';
import { projectSuggestions } from '../../lib/dynamo/search/projectSuggestions.ts';
import { consumeStream } from '../../lib/events/consumeStream.ts';

/**
 * The table's stream: writes what is derived from each contact, in the order of its changes, and removes what is left
 * of an erased one. Each projection takes the same change more than once, and does nothing the second time.
 */
export const handler = consumeStream(async (record) => {
  const change = streamedContact(record);
  await recordHistory(change);
  await projectPostings(change);
  await projectSuggestions(change);
  if (change.before && !change.after) await removeAllDependents(change.before);
  await recordTombstone(change);
});
