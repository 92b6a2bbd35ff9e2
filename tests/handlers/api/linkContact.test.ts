import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { findContact } from '../../../lib/dynamo/contacts/getContact.ts';
import { call } from '../../support/call.ts';
import { interceptFirst } from '../../support/dynamoDbProxy.ts';
import { startService } from '../../support/service.ts';
import { readItems, setAttributes } from '../../support/table.ts';

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
const unlink = (id: string, more = {}) =>
  call(unlinkContact, { ...tenant, id, method: 'DELETE', path: `/api/contacts/${id}/link`, ...more });
const findByRef = async (externalRef: string) =>
  (await call(listContacts, { ...tenant, query: { externalRef }, method: 'GET' })).body.data;

/** What a machine found out in the CRM. */
async function resolveByMachine(id: string, externalRef: string): Promise<void> {
  const at = Date.UTC(2026, 10, 1);
  const crm = { firstName: ['Crm', at, 'crm'], lastName: ['Name', at, 'crm'], companyName: ['Crm AG', at, 'crm'] };
  await setAttributes(tenant.tenantId, id, {
    externalRef,
    resolutionStatus: 'crm_resolved',
    resolvedAt: new Date(at).toISOString(),
    sources: { ...(await findContact(tenant.tenantId, id))?.sources, crm },
    writeId: randomUUID(),
  });
  await setAttributes(tenant.tenantId, `#externalRef#${externalRef}`, { ownerId: id });
}

describe('PUT /api/contacts/{id}/link', () => {
  it('makes a contact manually_resolved, and it is found by the reference at once', async () => {
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

  it('that says what is so already changes nothing', async () => {
    const { id } = await create({ name: 'Anna' });
    const externalRef = newRef();
    const first = await link(id, { externalRef, companyName: 'Acme' });
    const second = await link(id, { externalRef, companyName: 'Acme' });
    expect([second.body, second.headers.etag]).toEqual([first.body, first.headers.etag]);
  });

  it('to a record that another contact is, is 409 with its id, and changes neither', async () => {
    const externalRef = newRef();
    const holder = await create({ name: 'Holder' });
    await link(holder.id, { externalRef });
    const other = await create({ name: 'Other' });
    const { status, body } = await link(other.id, { externalRef });
    expect([status, body]).toEqual([409, { error: `externalRef belongs to contact ${holder.id}` }]);
    expect((await get(other.id)).body).toEqual(other);
  });

  it('to another record sets the first one free and forgets what the CRM said of it', async () => {
    const { id } = await create({ email: 'relink@example.com' });
    const [first, second] = [newRef(), newRef()];
    await resolveByMachine(id, first);
    expect((await get(id)).body).toMatchObject({ firstName: 'Crm', companyName: 'Crm AG' });
    const { body } = await link(id, { externalRef: second });
    expect(body).toMatchObject({ externalRef: second, firstName: null, companyName: null });
    expect([await findByRef(first), await findByRef(second)]).toEqual([[], [body]]);
    expect((await link((await create({ name: 'New' })).id, { externalRef: first })).status).toBe(200);
  });

  it('to the record that a machine found keeps what the CRM says, and is final', async () => {
    const { id } = await create({ email: 'confirm@example.com' });
    const externalRef = newRef();
    await resolveByMachine(id, externalRef);
    const { body } = await link(id, { externalRef });
    expect(body).toMatchObject({ externalRef, resolutionStatus: 'manually_resolved', firstName: 'Crm' });
  });

  it('of a merged contact links its survivor', async () => {
    const [survivor, merged] = [await create({ name: 'Survivor' }), await create({ name: 'Merged' })];
    await setAttributes(tenant.tenantId, merged.id, { mergedInto: survivor.id });
    const externalRef = newRef();
    const { headers, body } = await link(merged.id, { externalRef });
    expect([headers['content-location'], body.id]).toEqual([`/api/contacts/${survivor.id}`, survivor.id]);
    expect(await findByRef(externalRef)).toEqual([body]);
  });

  it('with a stale if-match is 412', async () => {
    const { id } = await create({ name: 'Anna' });
    const { status, headers } = await link(id, { externalRef: newRef() }, { headers: { 'if-match': '"9"' } });
    expect([status, headers.etag]).toEqual([412, '"1"']);
  });

  it('by ten at once makes one contact the record', async () => {
    const externalRef = newRef();
    const contacts = await Promise.all(Array.from({ length: 10 }, (_, i) => create({ name: `Racer ${i}` })));
    const answers = await Promise.all(contacts.map(({ id }) => link(id, { externalRef })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
  });

  it('whose reply is lost is answered 200, and made once', async () => {
    const { id } = await create({ name: 'Anna' });
    const isLost = interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
    const { status, headers } = await link(id, { externalRef: newRef() });
    expect([status, headers.etag, isLost()]).toEqual([200, '"2"', true]);
  });

  it('does not get in the way of a PATCH at the same time', async () => {
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
  ])('with %j is 400', async (body, error) => {
    expect(await link(randomUUID(), body)).toMatchObject({ status: 400, body: { error } });
  });

  it("of nobody and of another tenant's contact is 404", async () => {
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
});

describe('DELETE /api/contacts/{id}/link', () => {
  it('makes a contact unresolved, shows what lay beneath the CRM, and sets the record free', async () => {
    const created = await create({ email: 'unlink@example.com' });
    const externalRef = newRef();
    await resolveByMachine(created.id, externalRef);
    const { status, body } = await unlink(created.id);
    expect([status, body]).toEqual([200, { ...created, updatedAt: body.updatedAt }]);
    expect(await findByRef(externalRef)).toEqual([]);
    expect((await link((await create({ name: 'New' })).id, { externalRef })).status).toBe(200);
  });

  it('of a contact that is not linked changes nothing', async () => {
    const created = await create({ name: 'Anna' });
    const { headers, body } = await unlink(created.id);
    expect([headers.etag, body]).toEqual(['"1"', created]);
  });

  it('is 412 for a stale if-match and 404 for nobody', async () => {
    const { id } = await create({ name: 'Anna' });
    expect((await unlink(id, { headers: { 'if-match': '"9"' } })).status).toBe(412);
    expect((await unlink(randomUUID())).status).toBe(404);
  });
});

it('GET /api/contacts finds by reference and address only who has both', async () => {
  const { id } = await create({ email: 'both-ref@example.com' });
  const externalRef = newRef();
  await link(id, { externalRef });
  const find = async (query: Record<string, string>) =>
    (await call(listContacts, { ...tenant, query, method: 'GET' })).body.data?.length;
  expect(await find({ externalRef, email: 'both-ref@example.com' })).toBe(1);
  expect(await find({ externalRef: 'other', email: 'both-ref@example.com' })).toBe(0);
  expect(await find({ externalRef: 'other' })).toBe(0);
  expect((await call(listContacts, { ...tenant, query: { externalRef, cursor: 'x' }, method: 'GET' })).status).toBe(
    400,
  );
});
