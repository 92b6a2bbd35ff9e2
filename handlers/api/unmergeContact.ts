import { toContact } from '../../lib/contacts/contact.ts';
import { type Unmerged, unmergeContact as unmerge } from '../../lib/dynamo/contacts/unmergeContact.ts';
import { survivorHeaders } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { etagOf } from '../../lib/http/etags.ts';
import { toEditBody } from '../../lib/http/mergeBody.ts';
import { unmergeContact } from '../../schemas/compiled/api/unmergeContact.js';

/** POST /api/contacts/{id}/unmerge: makes a merged contact what it would be without the merge, for a person. */
export const handler = endpoint(
  unmergeContact,
  async ({ tenantId, actor, requestId, params: { id }, body, ifMatch, once }) => {
    const author = { actor, at: Date.now() };
    const duplicateId = body.duplicateId.toLowerCase();
    const respond = ({ survivor, duplicate, edits }: Unmerged) => ({
      body: { survivor: toContact(survivor), duplicate: toContact(duplicate), kept: edits.map(toEditBody) },
      headers: { etag: etagOf(survivor.version), ...survivorHeaders(survivor, id, '/unmerge') },
    });
    const target = { tenantId, contactId: id, requestId, ifMatch, answering: once(respond) };
    return respond(await unmerge({ ...target, duplicateId, author }));
  },
);
