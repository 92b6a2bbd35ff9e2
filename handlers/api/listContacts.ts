import { toContact } from '../../lib/contacts/contact.ts';
import { identityFields, identityKey } from '../../lib/contacts/identities.ts';
import { findByClaims } from '../../lib/dynamo/contacts/findByClaims.ts';
import { listContacts as list } from '../../lib/dynamo/contacts/listContacts.ts';
import { searchContacts } from '../../lib/dynamo/search/searchContacts.ts';
import { countryFor } from '../../lib/dynamo/tenants/countryFor.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { requireIdentity, splitIdentity } from '../../lib/http/identitiesBody.ts';
import { listContacts } from '../../schemas/compiled/api/listContacts.js';

/**
 * GET /api/contacts: lists the tenant's contacts page by page, or those that a text finds, or the one that owns an
 * address or a CRM record.
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
  const { items, ...next } = await (q === undefined
    ? list({ tenantId, ...query })
    : searchContacts({ tenantId, ...query, q }));
  return { body: { data: items.map(toContact), ...next } };
});
