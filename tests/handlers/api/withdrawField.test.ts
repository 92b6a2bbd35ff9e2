import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as withdrawField } from '../../../handlers/api/withdrawField.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { scopes } from '../../../schemas/contract.ts';
import { call } from '../../support/call.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import { interceptFirst } from '../../support/dynamoDbProxy.ts';
import { mergeInto } from '../../support/merged.ts';
import { addApiKey, startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';

const service = await startService();
let tenant = await service.tenant();

beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
});

const mergePatch = { 'content-type': 'application/merge-patch+json' };
const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = (id: string) => call(getContact, { ...tenant, id, method: 'GET' });
const patch = (id: string, body: object) => call(updateContact, { ...tenant, id, body, headers: mergePatch });
const find = async (query: Record<string, string>) =>
  (await call(listContacts, { ...tenant, query, method: 'GET' })).body.data[0]?.id;
const withdraw = (id: string, field: string, more = {}) =>
  call(withdrawField, { ...tenant, id, params: { field }, method: 'DELETE', ...more });
const enrich = (contactId: string, facts: object) =>
  deliver(enrichContact, [
    messageOf('conversation.updated', {
      tenantId: tenant.tenantId,
      contactId,
      facts,
      observedAt: '2026-11-23T09:30:00Z',
    }),
  ]);

describe('DELETE /api/contacts/{id}/sources/manual/{field}', () => {
  it('shows what a machine asserts again, as a new version', async () => {
    const { id } = await create({ name: 'Anna Smith', companyName: 'Typo' });
    await enrich(id, { companyName: 'Acme', firstName: 'Annette', lastName: 'Schmidt' });
    const { status, headers, body } = await withdraw(id, 'companyName');
    expect([status, headers.etag, body.companyName, body.firstName]).toEqual([200, '"2"', 'Acme', 'Anna']);
    expect((await withdraw(id, 'name')).body).toMatchObject({ firstName: 'Annette', lastName: 'Schmidt' });
    expect((await get(id)).body).toMatchObject({ firstName: 'Annette', companyName: 'Acme' });
  });

  it('shows the surname that a machine asserts beside the same first name', async () => {
    const { id } = await create({ name: 'Anna Jones' });
    await enrich(id, { firstName: 'Anna', lastName: 'Schmidt' });
    expect((await withdraw(id, 'lastName')).body).toMatchObject({ firstName: 'Anna', lastName: 'Schmidt' });
  });

  it('returns the unchanged contact where no person stated anything, and writes nothing', async () => {
    const created = await create({ name: 'Anna' });
    service.proxy.operations.length = 0;
    const { status, headers, body } = await withdraw(created.id, 'email');
    expect([status, headers.etag, body]).toEqual([200, '"1"', created]);
    expect(service.proxy.operations.filter((operation) => /Update|Put|Delete|Write/.test(operation))).toEqual([]);
  });

  it('releases an address, so that another contact can have it', async () => {
    const { id } = await create({ name: 'Anna', email: 'typo@acme.de' });
    expect((await withdraw(id, 'email')).body.email).toBeNull();
    expect(await find({ email: 'typo@acme.de' })).toBeUndefined();
    const other = await create({ email: 'typo@acme.de' });
    expect(await find({ email: 'typo@acme.de' })).toBe(other.id);
    expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
  });

  it('takes the address of a machine that a person had denied', async () => {
    const { id } = await create({ name: 'Anna' });
    await patch(id, { email: null });
    await enrich(id, { email: 'anna@acme.de' });
    expect(await find({ email: 'anna@acme.de' })).toBeUndefined();
    expect((await withdraw(id, 'email')).body.email).toBe('anna@acme.de');
    expect(await find({ email: 'anna@acme.de' })).toBe(id);
  });

  it('leaves an address with the contact that has got it meanwhile, and suggests the two as duplicates', async () => {
    const { id } = await create({ name: 'Anna' });
    await patch(id, { email: null });
    await enrich(id, { email: 'anna@acme.de' });
    const owner = await create({ email: 'anna@acme.de' });
    expect((await withdraw(id, 'email')).status).toBe(200);
    expect(await find({ email: 'anna@acme.de' })).toBe(owner.id);
    const items = await readItems(tenant.tenantId);
    expectClaimsToMatchIdentities(items);
    expect(items.duplicates).toHaveLength(2);
  });

  it('changes the contact once if the reply of DynamoDB is lost', async () => {
    const { id } = await create({ name: 'Anna Smith', companyName: 'Acme' });
    const isLost = interceptFirst(service.proxy, 'UpdateItem', 'lose the reply');
    const { status, headers } = await withdraw(id, 'companyName');
    expect([status, headers.etag, isLost()]).toEqual([200, '"2"', true]);
  });

  it('changes the survivor of a merged contact and returns its path', async () => {
    const [survivor, merged] = [
      await create({ name: 'Survivor', companyName: 'Acme' }),
      await create({ name: 'Merged' }),
    ];
    await mergeInto(tenant.tenantId, survivor.id, merged.id);
    const { headers, body } = await withdraw(merged.id, 'companyName');
    expect([headers['content-location'], body.companyName]).toEqual([`/api/contacts/${survivor.id}`, null]);
  });

  it('returns 412 and the current etag for a stale if-match', async () => {
    const { id } = await create({ name: 'Anna' });
    const { status, headers } = await withdraw(id, 'name', { headers: { 'if-match': '"9"' } });
    expect([status, headers.etag]).toEqual([412, '"1"']);
  });

  it("returns 404 for an unknown contact and for another tenant's contact, which stays as it is", async () => {
    const foreign = await create({ name: 'Foreign' });
    const owner = tenant;
    tenant = await service.tenant();
    for (const id of [foreign.id, randomUUID()])
      expect(await withdraw(id, 'name')).toMatchObject({ status: 404, body: { error: 'Contact not found' } });
    expect((await call(getContact, { ...owner, id: foreign.id, method: 'GET' })).body).toEqual(foreign);
  });

  it('returns 400 for a field that nobody can state, and names the fields', async () => {
    const { status, body } = await withdraw(randomUUID(), 'externalRef');
    expect([status, body.error]).toEqual([
      400,
      'field must be one of name, firstName, lastName, email, phone, companyName',
    ]);
  });

  it('returns 403 for a key of kind agent, and without the scope contacts:write', async () => {
    const { id } = await create({ name: 'Anna' });
    const agent = await addApiKey(tenant.tenantId, scopes, { kind: 'agent' });
    expect(await withdraw(id, 'name', { apiKey: agent })).toMatchObject({
      status: 403,
      body: { error: 'An API key of kind agent cannot withdraw what a person states; only a person can' },
    });
    const reader = await service.tenant('contacts:read');
    expect(await withdraw(randomUUID(), 'name', reader)).toMatchObject({
      status: 403,
      body: { error: 'The credential lacks the scope contacts:write' },
    });
  });
});
