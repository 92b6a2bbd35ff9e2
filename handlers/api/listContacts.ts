import { toContact } from '../../lib/contacts/contact.ts';
import { identityFields, identityKey } from '../../lib/contacts/identities.ts';
import { findByClaims } from '../../lib/dynamo/contacts/findByClaims.ts';
import { listContacts as list } from '../../lib/dynamo/contacts/listContacts.ts';
import { readFeed } from '../../lib/dynamo/contacts/readFeed.ts';
import { searchContacts } from '../../lib/dynamo/search/searchContacts.ts';
import { countryFor } from '../../lib/dynamo/tenants/countryFor.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { requireIdentity, splitIdentity } from '../../lib/http/identitiesBody.ts';
import { listContacts } from '../../schemas/compiled/api/listContacts.js';

/**
 * GET /api/contacts: lists the tenant's contacts page by page, reads the feed of their changes, or finds those with a
 * text, or the one that owns an address or a CRM record.
 */
export const handler = endpoint(listContacts, async ({ tenantId, query }) => {
  const identityKeys = identityFields.flatMap((field) => {
    const value = query[field];
    return value === undefined ? [] : [identityKey(field, value)];
  });
  const { externalRef, identity, q } = query;
  if (identity !== undefined) {
    const named = splitIdentity(identity);
    identityKeys.push(requireIdentity(named, 'identity', await countryFor(tenantId, named)).key);
  }
  if (identityKeys.length > 0 || externalRef !== undefined) {
    const found = await findByClaims(tenantId, { identityKeys, externalRef });
    return { body: { data: found ? [toContact(found)] : [] } };
  }
  if (query.syncToken !== undefined) {
    const { items, ...feed } = await readFeed({ tenantId, syncToken: query.syncToken, limit: query.limit });
    return { body: { data: items.map(toContact), ...feed } };
  }
  const { items, ...next } = await (q === undefined
    ? list({ tenantId, sort: '-createdAt', ...query })
    : searchContacts({ tenantId, ...query, q }));
  return { body: { data: items.map(toContact), ...next } };
});
