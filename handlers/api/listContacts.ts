import { identityFields, identityKey } from '../../lib/contacts/identities.ts';
import { toContact } from '../../lib/dynamo/contactItem.ts';
import { findByIdentity } from '../../lib/dynamo/findByIdentity.ts';
import { listContacts as list } from '../../lib/dynamo/listContacts.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { listContacts } from '../../schemas/compiled/api/listContacts.js';

/** GET /api/contacts: one page of the tenant's contacts, or the one that holds an address. */
export const handler = endpoint(listContacts, async ({ tenantId, query }) => {
  const [first, ...others] = identityFields.flatMap((field) => {
    const value = query[field];
    return value === undefined ? [] : [identityKey(field, value)];
  });
  if (first !== undefined) {
    const found = await findByIdentity(tenantId, [first, ...others]);
    return { body: { data: found ? [toContact(found)] : [] } };
  }
  const { items, ...next } = await list({ tenantId, ...query });
  return { body: { data: items.map(toContact), ...next } };
});
