import { getContact } from '../../lib/dynamo/contacts/getContact.ts';
import { survivorHeaders } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { getIdentities } from '../../schemas/compiled/api/getIdentities.js';

/** GET /api/contacts/{id}/identities: lists the addresses of the person. */
export const handler = endpoint(getIdentities, async ({ tenantId, params: { id } }) => {
  const item = await getContact(tenantId, id);
  const identities = Object.values(item.identities)
    .toSorted((a, b) => (a.seenAt ?? Infinity) - (b.seenAt ?? Infinity) || a.value.localeCompare(b.value))
    .map(({ kind, value, channel, seenAt }) => ({
      kind,
      value,
      channel: channel ?? null,
      seenAt: seenAt === undefined ? null : new Date(seenAt).toISOString(),
    }));
  return { body: identities, headers: survivorHeaders(item, id, '/identities') };
});
