import { type Merged, mergeContacts as merge } from '../../lib/dynamo/contacts/mergeContacts.ts';
import { survivorHeaders } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { etagOf } from '../../lib/http/etags.ts';
import { previewVersionOf, toMergeBody } from '../../lib/http/mergeBody.ts';
import { mergeContacts } from '../../schemas/compiled/api/mergeContacts.js';

/** POST /api/contacts/{id}/merge: merges another contact into the contact, or shows what that would do. */
export const handler = endpoint(
  mergeContacts,
  async ({ tenantId, actor, requestId, params: { id }, body, ifMatch, once }) => {
    const { externalRef, dryRun: isPreview = false } = body;
    const duplicateId = body.duplicateId.toLowerCase();
    const author = { actor, at: Date.now() };
    const respond = (merged: Merged) => {
      const etag = etagOf(isPreview ? previewVersionOf(merged) : merged.after.version);
      return { body: toMergeBody(merged), headers: { etag, ...survivorHeaders(merged.after, id, '/merge') } };
    };
    const target = { tenantId, contactId: id, requestId, ifMatch, answering: once(respond) };
    const previewVersion = previewVersionOf;
    return respond(await merge({ ...target, duplicateId, externalRef, author, isPreview, previewVersion }));
  },
);
