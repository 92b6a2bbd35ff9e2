import { randomUUID } from 'node:crypto';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { createContact } from '../../../lib/dynamo/contacts/createContact.ts';
import { asContact } from '../../../lib/dynamo/contacts/getContact.ts';
import { updateContact } from '../../../lib/dynamo/contacts/updateContact.ts';
import { reindex } from '../../../lib/dynamo/search/reindex.ts';
import { writeEach } from '../../../lib/dynamo/table/batches.ts';
import { keys } from '../../../lib/dynamo/table/keys.ts';
import { call } from '../../support/call.ts';
import { startService, type Tenant } from '../../support/service.ts';
import { readPartition, setAttributes } from '../../support/table.ts';
import { runCommand } from './command.ts';

const service = await startService();

const create = ({ tenantId }: Tenant, firstName: string) =>
  createContact({ tenantId, values: { firstName }, actor: 'key:1', requestId: randomUUID() });

const read = async (tenant: Tenant, query: Record<string, string>): Promise<string[]> => {
  const { body } = await call(listContacts, { ...tenant, query, method: 'GET' });
  return body.data.map(({ firstName }: { firstName: string }) => firstName);
};
const search = (tenant: Tenant, q: string) => read(tenant, { q });
const list = (tenant: Tenant, resolutionStatus: string) => read(tenant, { resolutionStatus });

const postings = async ({ tenantId }: Tenant): Promise<string[]> =>
  (await readPartition(tenantId)).map(({ contactId }) => String(contactId)).filter((key) => key.startsWith('#search#'));

/** A posting of a word that its contact does not have, or no contact has. */
const addPosting = (tenant: Tenant, contactId: string) =>
  setAttributes(tenant.tenantId, keys.search('stale', contactId), { note: 'x' });

describe('npm run reindex', () => {
  it('rebuilds the search of a tenant, and shows how far it is', async () => {
    const tenant = await service.tenant();
    const { contactId } = await create(tenant, 'Anna');
    await create(tenant, 'Bea');
    await addPosting(tenant, contactId);
    await addPosting(tenant, randomUUID());
    expect(await search(tenant, 'anna')).toEqual([]);
    const { code, stdout, stderr } = await runCommand('reindex', ['--tenant', tenant.tenantId]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      `[${'-'.repeat(30)}] 0% 0 of 2 contacts`,
      `[${'#'.repeat(30)}] 100% 2 of 2 contacts`,
      `[${'-'.repeat(30)}] 0% 0 of 5 postings`,
      `[${'#'.repeat(30)}] 100% 5 of 5 postings`,
      '',
    ]);
    expect([await search(tenant, 'anna'), await search(tenant, 'bea')]).toEqual([['Anna'], ['Bea']]);
    expect(await postings(tenant)).toHaveLength(3);
  });

  it('gives contacts the place in the list of their status that they lack, and merged ones none, beside writes', async () => {
    const tenant = await service.tenant();
    const { tenantId } = tenant;
    const [old, late, merged] = [await create(tenant, 'Old'), await create(tenant, 'Late'), await create(tenant, 'M')];
    const statusKey = `unresolved#${merged.contactId}`;
    const items = [old, late, { ...merged, mergedInto: old.contactId, statusKey }];
    await writeEach(items.map((Item) => ({ PutRequest: { Item } })));
    expect(await list(tenant, 'unresolved')).toEqual([]);
    let isFirst = true;
    // The contact gets another status after it was read.
    service.proxy.intercept = async (operation, body): Promise<'pass'> => {
      if (operation === 'UpdateItem' && body.includes(late.contactId) && isFirst) {
        isFirst = false;
        await call(linkContact, { ...tenant, id: late.contactId, body: { externalRef: '1' }, method: 'PUT' });
      }
      return 'pass';
    };
    for await (const _ of reindex(tenantId));
    service.proxy.intercept = () => 'pass';
    expect([await list(tenant, 'unresolved'), await list(tenant, 'manually_resolved')]).toEqual([['Old'], ['Late']]);
    const stored = new Map((await readPartition(tenantId)).map((item) => [item.contactId, item]));
    expect(stored.get(merged.contactId)).not.toHaveProperty('statusKey');
    expect(asContact(stored.get(old.contactId) ?? {})).toEqual(old);
  });

  it('runs beside writes', async () => {
    const tenant = await service.tenant();
    const { contactId } = await create(tenant, 'Anna');
    let isFirst = true;
    // The contact gets another name after it was read. No consumer of the stream runs here.
    service.proxy.intercept = async (operation): Promise<'pass'> => {
      if (operation === 'BatchWriteItem' && isFirst) {
        isFirst = false;
        const change = { tenantId: tenant.tenantId, contactId, actor: 'key:1', requestId: randomUUID() };
        await updateContact({ ...change, input: { name: 'Bea' } });
      }
      return 'pass';
    };
    for await (const _ of reindex(tenant.tenantId));
    service.proxy.intercept = () => 'pass';
    expect(await postings(tenant)).toEqual([]);
  });

  it('needs a tenant', async () => {
    const { code, stderr } = await runCommand('reindex', ['--tenant', 'acme']);
    expect([code, stderr.split('\n')[0]]).toEqual([2, '--tenant must be a UUID']);
  });
});
