import { handler as createContact } from '../../../../handlers/api/createContact.ts';
import { handler as deleteContact } from '../../../../handlers/api/deleteContact.ts';
import { handler as mergeContacts } from '../../../../handlers/api/mergeContacts.ts';
import { handler as unmergeContact } from '../../../../handlers/api/unmergeContact.ts';
import { suggestDuplicate } from '../../../../lib/dynamo/contacts/duplicates.ts';
import { call } from '../../../support/call.ts';
import type { Tenant } from '../../../support/service.ts';
import { request, type Scenario } from './scenario.ts';

/** The request to merge one of two contacts into the other, or to undo that. They are suggested as duplicates. */
async function pair(tenant: Tenant) {
  const create = async (body: object): Promise<string> =>
    (await call(createContact, { ...tenant, body, method: 'POST' })).body.id;
  const id = await create({ name: 'Anna Smith', email: 'anna@acme.de' });
  const duplicateId = await create({ name: 'A. Smith', phone: '+4915112345678' });
  const reason = { field: 'email', key: 'email#anna@acme.de', at: 1, by: 'crm:x' } as const;
  await suggestDuplicate(tenant.tenantId, id, { otherId: duplicateId, reason, weight: 'strong' });
  return { id, body: { duplicateId }, method: 'POST' };
}

async function mergedPair(tenant: Tenant) {
  const merge = await pair(tenant);
  await call(mergeContacts, { ...tenant, ...merge });
  return merge;
}

export const requests: [string, Scenario][] = [
  ['a merge', request('mergeContacts', mergeContacts, pair)],
  ['the end of a merge', request('unmergeContact', unmergeContact, mergedPair)],
  [
    'the erasure of a contact with a merged one',
    request('deleteContact', deleteContact, async (tenant) => ({
      id: (await mergedPair(tenant)).id,
      method: 'DELETE',
    })),
  ],
];
