import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { call } from '../../support/call.ts';
import { storeCrmMatch } from '../../support/crmMatch.ts';
import { beforeRetry, cancelled, interceptFirst } from '../../support/dynamoDbProxy.ts';
import { mergeInto } from '../../support/merged.ts';
import { startService } from '../../support/service.ts';
import { readItems } from '../../support/table.ts';

const service = await startService();
const tenant = await service.tenant();

beforeEach(() => {
  service.proxy.intercept = () => 'pass';
});

let refs = 0;
const newRef = () => `crm-${++refs}`;
const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = (id: string) => call(getContact, { ...tenant, id, method: 'GET' });
const link = (id: string, body: object, more = {}) =>
  call(linkContact, { ...tenant, id, body, method: 'PUT', path: `/api/contacts/${id}/link`, ...more });
const findByRef = async (externalRef: string) =>
  (await call(listContacts, { ...tenant, query: { externalRef }, method: 'GET' })).body.data;

describe('PUT /api/contacts/{id}/link', () => {
  it('makes the contact manually_resolved, and a search for the reference finds it immediately', async () => {
    const created = await create({ name: 'Anna' });
    const externalRef = newRef();
    const { status, headers, body } = await link(created.id, { externalRef, companyName: 'Acme' });
    expect([status, headers.etag]).toEqual([200, '"2"']);
    expect(body).toEqual({
      ...created,
      externalRef,
      resolutionStatus: 'manually_resolved',
      companyName: 'Acme',
      updatedAt: body.updatedAt,
    });
    expect(await findByRef(externalRef)).toEqual([body]);
    expect((await get(created.id)).body).toEqual(body);
  });

  it('changes nothing if the contact has this link already', async () => {
    const { id } = await create({ name: 'Anna' });
    const externalRef = newRef();
    const first = await link(id, { externalRef, companyName: 'Acme' });
    const second = await link(id, { externalRef, companyName: 'Acme' });
    expect([second.body, second.headers.etag]).toEqual([first.body, first.headers.etag]);
  });

  it('returns 409 and names the contact that is linked to the record', async () => {
    const externalRef = newRef();
    const owner = await create({ name: 'Owner' });
    await link(owner.id, { externalRef });
    const other = await create({ name: 'Other' });
    const { status, body } = await link(other.id, { externalRef });
    expect([status, body]).toEqual([409, { error: `externalRef belongs to contact ${owner.id}` }]);
    expect((await get(other.id)).body).toEqual(other);
    expect(await findByRef(externalRef)).toMatchObject([{ id: owner.id }]);
  });

  it('releases the record that the contact was linked to, and removes the values of the CRM', async () => {
    const { id } = await create({ email: 'relink@example.com' });
    const [first, second] = [newRef(), newRef()];
    await storeCrmMatch(tenant.tenantId, id, first);
    expect((await get(id)).body).toMatchObject({ firstName: 'Crm', companyName: 'Crm AG' });
    const { body } = await link(id, { externalRef: second });
    expect(body).toMatchObject({ externalRef: second, firstName: null, companyName: null });
    expect([await findByRef(first), await findByRef(second)]).toEqual([[], [body]]);
    expect((await link((await create({ name: 'New' })).id, { externalRef: first })).status).toBe(200);
  });

  it('keeps the values of the CRM if a person confirms the link of a machine', async () => {
    const { id } = await create({ email: 'confirm@example.com' });
    const externalRef = newRef();
    await storeCrmMatch(tenant.tenantId, id, externalRef);
    const { body } = await link(id, { externalRef });
    expect(body).toMatchObject({ externalRef, resolutionStatus: 'manually_resolved', firstName: 'Crm' });
  });

  it('links the survivor of a merged contact and returns its path', async () => {
    const [survivor, merged] = [await create({ name: 'Survivor' }), await create({ name: 'Merged' })];
    await mergeInto(tenant.tenantId, survivor.id, merged.id);
    const externalRef = newRef();
    const { headers, body } = await link(merged.id, { externalRef });
    expect([headers['content-location'], body.id]).toEqual([`/api/contacts/${survivor.id}`, survivor.id]);
    expect(await findByRef(externalRef)).toEqual([body]);
  });

  it('returns 412 and the current etag for a stale if-match', async () => {
    const { id } = await create({ name: 'Anna' });
    const { status, headers } = await link(id, { externalRef: newRef() }, { headers: { 'if-match': '"9"' } });
    expect([status, headers.etag]).toEqual([412, '"1"']);
  });

  it('links one of ten contacts that are linked to one record concurrently', async () => {
    const externalRef = newRef();
    const contacts = await Promise.all(Array.from({ length: 10 }, (_, i) => create({ name: `Racer ${i}` })));
    const answers = await Promise.all(contacts.map(({ id }) => link(id, { externalRef })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
  });

  it('changes the contact once if the reply of DynamoDB is lost', async () => {
    const { id } = await create({ name: 'Anna' });
    const isLost = interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
    const { status, headers } = await link(id, { externalRef: newRef() });
    expect([status, headers.etag, isLost()]).toEqual([200, '"2"', true]);
  });

  it('does not undo a later unlinking if its attempt conflicts with one whose reply was lost', async () => {
    const { id } = await create({ name: 'Anna' });
    const unlink = () => call(unlinkContact, { ...tenant, id, method: 'DELETE', path: `/api/contacts/${id}/link` });
    const fault = { replaceReply: cancelled('TransactionConflict') };
    const isRepeated = beforeRetry(service.proxy, 'TransactWriteItems', unlink, fault);
    const { status, headers, body } = await link(id, { externalRef: newRef() }, { headers: { 'if-match': '"1"' } });
    expect([status, headers.etag, body.externalRef, isRepeated()]).toEqual([200, '"3"', null, true]);
    expect((await get(id)).body).toEqual(body);
  });

  it('does not undo a concurrent PATCH', async () => {
    const { id } = await create({ name: 'Anna' });
    const externalRef = newRef();
    await Promise.all([
      link(id, { externalRef }),
      call(updateContact, { ...tenant, id, body: { name: 'Bea Jones', email: 'bea-link@example.com' } }),
    ]);
    expect((await get(id)).body).toMatchObject({ externalRef, firstName: 'Bea', email: 'bea-link@example.com' });
  });

  it.each([
    [{}, 'externalRef is missing'],
    [{ externalRef: '' }, 'externalRef must not be empty'],
    [{ externalRef: null }, 'externalRef must be a string'],
    [{ externalRef: 'x', colour: 'blue' }, 'colour is unknown or read-only'],
  ])('returns 400 for the body %j', async (body, error) => {
    expect(await link(randomUUID(), body)).toMatchObject({ status: 400, body: { error } });
  });

  it("returns 404 for an unknown contact and for another tenant's contact", async () => {
    const other = await service.tenant();
    const foreign = (await call(createContact, { ...other, body: { name: 'Foreign' }, method: 'POST' })).body;
    for (const id of [foreign.id, randomUUID()]) {
      expect(await link(id, { externalRef: newRef() })).toMatchObject({
        status: 404,
        body: { error: 'Contact not found' },
      });
    }
    expect((await readItems(other.tenantId)).contacts).toHaveLength(1);
  });

  it('returns 403 without the scope contacts:write', async () => {
    const reader = await service.tenant('contacts:read');
    expect(await link(randomUUID(), { externalRef: newRef() }, reader)).toMatchObject({
      status: 403,
      body: { error: 'The credential lacks the scope contacts:write' },
    });
  });
});
