import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getCandidates } from '../../../handlers/api/getCandidates.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { fingerprintOf } from '../../../lib/contacts/lookupAddresses.ts';
import type { CrmRecord } from '../../../schemas/crmRecord.ts';
import { call } from '../../support/call.ts';
import { testReadAccess } from '../../support/contactAccess.ts';
import { mergeInto } from '../../support/merged.ts';
import { startService } from '../../support/service.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
let tenant = await service.tenant();
const revision = 'revision-1';

beforeEach(async () => {
  tenant = await service.tenant();
  await setAttributes(tenant.tenantId, '#crm', { revision });
});

const email = 'anna@example.com';
const record = (externalRef: string): CrmRecord => ({
  externalRef,
  firstName: 'Anna',
  lastName: 'Schmidt',
  emails: [email],
  phones: [],
  companyName: null,
});
const records = [record('crm-1'), record('crm-2')];

const get = (id: string, as = tenant) =>
  call(getCandidates, { ...as, id, method: 'GET', path: `/api/contacts/${id}/candidates` });

/** Creates a contact with the result of a lookup that found several records. */
async function createAmbiguous(): Promise<string> {
  const { body } = await call(createContact, { ...tenant, body: { email }, method: 'POST' });
  await setAttributes(tenant.tenantId, `#resolution#${body.id}`, {
    fingerprint: fingerprintOf({ email, phone: null }),
    revision,
    candidates: { records, by: 'crm:crm.example', at: 1 },
  });
  return body.id;
}

describe('GET /api/contacts/{id}/candidates', () => {
  it('returns the records that the last lookup of an unresolved contact found', async () => {
    const { status, headers, body } = await get(await createAmbiguous());
    expect([status, headers['content-location'], body]).toEqual([200, undefined, { data: records }]);
  });

  it('leaves out records that a person has unlinked from the contact', async () => {
    const id = await createAmbiguous();
    await setAttributes(tenant.tenantId, `#resolution#${id}`, { refused: new Set(['crm-1']) });
    expect((await get(id)).body).toEqual({ data: [record('crm-2')] });
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    [
      'the contact is linked',
      (id) => call(linkContact, { ...tenant, id, body: { externalRef: 'crm-1' }, method: 'PUT' }),
    ],
    [
      'the email of the contact has changed',
      (id) => call(updateContact, { ...tenant, id, body: { email: 'new@example.com' } }),
    ],
    [
      'the tenant has replaced its connection',
      () => setAttributes(tenant.tenantId, '#crm', { revision: 'revision-2' }),
    ],
  ])('returns none after %s', async (_, act) => {
    const id = await createAmbiguous();
    await act(id);
    expect(await get(id)).toMatchObject({ status: 200, body: { data: [] } });
  });

  it('returns none for a contact that was never looked up, and none without a connection', async () => {
    const { body } = await call(createContact, { ...tenant, body: { email }, method: 'POST' });
    expect((await get(body.id)).body).toEqual({ data: [] });
    tenant = await service.tenant();
    expect((await get(await createAmbiguous())).body).toEqual({ data: [] });
  });

  it('returns the candidates of the survivor for a merged contact, and the path of the survivor', async () => {
    const survivor = await createAmbiguous();
    const { body: merged } = await call(createContact, { ...tenant, body: { name: 'Merged' }, method: 'POST' });
    await mergeInto(tenant.tenantId, survivor, merged.id);
    const { headers, body } = await get(merged.id);
    expect([headers['content-location'], body]).toEqual([`/api/contacts/${survivor}/candidates`, { data: records }]);
  });

  testReadAccess(service, get);
});
