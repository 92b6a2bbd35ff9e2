import { handler as createContact } from '../../handlers/api/createContact.ts';
import type { Weight } from '../../lib/contacts/duplicates.ts';
import { suggestDuplicate } from '../../lib/dynamo/contacts/duplicates.ts';
import { call } from './call.ts';
import type { Tenant } from './service.ts';

/** Why the pairs of tests are suggested. */
export const reason = {
  field: 'email',
  key: 'email#anna@one.example',
  at: Date.UTC(2026, 10, 23, 9, 30),
  by: 'conversation:c-1',
};

/** Suggests that two new contacts of a tenant are one, and returns their ids, the older one first. */
export async function suggestPair(
  tenant: Tenant,
  weight: Weight = 'strong',
  body: object = { name: 'Anna' },
): Promise<[string, string]> {
  const create = async (values: object): Promise<string> =>
    (await call(createContact, { ...tenant, body: values, method: 'POST' })).body.id;
  const ids: [string, string] = [await create(body), await create({ name: 'Bea' })];
  await suggestDuplicate(tenant.tenantId, ids[1], { otherId: ids[0], reason, weight });
  return ids;
}
