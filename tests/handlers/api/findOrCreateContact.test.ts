import { handler as addIdentity } from '../../../handlers/api/addIdentity.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as findOrCreateContact } from '../../../handlers/api/findOrCreateContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { call } from '../../support/call.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import { beforeFirst } from '../../support/dynamoDbProxy.ts';
import { addApiKey, startService } from '../../support/service.ts';

const service = await startService();
let tenant = await service.tenant();
beforeEach(async () => {
  tenant = await service.tenant();
});

const put = (body: object, as = tenant) => call(findOrCreateContact, { ...as, body, method: 'PUT' });
const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const link = (id: string, externalRef: string) =>
  call(linkContact, { ...tenant, id, body: { externalRef }, method: 'PUT' });

describe('PUT /api/contacts', () => {
  it('creates a contact with all that the body has, and finds it from then on', async () => {
    const body = { name: 'Anna Smith', email: 'anna@example.com', phone: '+4915112345678', companyName: 'Acme' };
    const created = await put(body);
    expect([created.status, created.headers.location, created.headers.etag]).toEqual([
      201,
      `/api/contacts/${created.body.id}`,
      '"1"',
    ]);
    const { name: _, ...shown } = body;
    expect(created.body).toMatchObject({
      ...shown,
      firstName: 'Anna',
      lastName: 'Smith',
      resolutionStatus: 'unresolved',
    });
    const { status, headers, body: found } = await put(body);
    expect([status, headers.location, headers.etag, found]).toEqual([200, undefined, '"1"', created.body]);
  });

  it.each([
    [{ email: 'ANNA@Example.com' }],
    [{ phone: '+49015112345678' }],
    [{ externalRef: 'crm-1' }],
    [{ externalRef: 'crm-1', email: 'anna@example.com', phone: '+4915112345678' }],
    [{ email: 'anna@example.com', phone: '+4930999999', name: 'Somebody Else' }],
  ])('finds the owner of %j, and changes nothing', async (body) => {
    const { id } = await create({ name: 'Anna', email: 'anna@example.com', phone: '+4915112345678' });
    const { body: linked } = await link(id, 'crm-1');
    expect(await put(body)).toMatchObject({ status: 200, body: linked });
    expect((await call(getContact, { ...tenant, id, method: 'GET' })).body).toEqual(linked);
  });

  it('links a new contact to the record that the body names', async () => {
    const { status, body } = await put({ name: 'Anna', externalRef: 'crm-1' });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ externalRef: 'crm-1', resolutionStatus: 'manually_resolved', email: null }),
    ]);
    expect(await put({ externalRef: 'crm-1' })).toMatchObject({ status: 200, body });
    expect(await link((await create({ name: 'Bea' })).id, 'crm-1')).toMatchObject({ status: 409 });
  });

  it('returns the owner of an address that moves after its claim is read', async () => {
    const [anna, bea] = [await create({ email: 'anna@example.com' }), await create({ name: 'Bea' })];
    const body = { kind: 'email', value: 'anna@example.com', takeFrom: anna.id };
    const move = () => call(addIdentity, { ...tenant, id: bea.id, body, method: 'POST' });
    beforeFirst(service.proxy, 'GetItem', move, anna.id);
    expect(await put({ email: 'anna@example.com' })).toMatchObject({ status: 200, body: { id: bea.id } });
  });

  it('returns 409 that names all owners if there are several', async () => {
    const [anna, bea, cleo] = [
      await create({ email: 'anna@example.com' }),
      await create({ phone: '+4915112345678' }),
      await create({ name: 'Cleo' }),
    ];
    await link(cleo.id, 'crm-1');
    expect(await put({ email: 'anna@example.com', phone: '+4915112345678', externalRef: 'crm-1' })).toMatchObject({
      status: 409,
      body: {
        error:
          `email belongs to contact ${anna.id}; phone belongs to contact ${bea.id}; ` +
          `externalRef belongs to contact ${cleo.id}`,
      },
    });
  });

  it('does not find a contact by an address that is only reported, and takes it over', async () => {
    const { id } = await create({ name: 'Anna' });
    const facts = { email: 'boss@example.com' };
    const detail = { tenantId: tenant.tenantId, contactId: id, facts, observedAt: '2026-11-23T09:30:00Z' };
    await deliver(enrichContact, [messageOf('conversation.updated', detail)]);
    const { status, body } = await put({ email: 'boss@example.com' });
    expect([status, body.email, body.id === id]).toEqual([201, 'boss@example.com', false]);
    expect((await call(getContact, { ...tenant, id, method: 'GET' })).body.email).toBeNull();
  });

  it.each([
    { email: 'many@example.com' },
    { externalRef: 'crm-9' },
  ])('creates one contact if fifty requests with %j are concurrent, and all others find it', async (body) => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => put(body)));
    expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array(49).fill(200), 201]);
  });

  it('lets an agent find by externalRef, but not link', async () => {
    const apiKey = await addApiKey(tenant.tenantId, ['contacts:write'], { kind: 'agent' });
    const agent = { ...tenant, apiKey };
    expect(await put({ externalRef: 'crm-1' }, agent)).toMatchObject({
      status: 403,
      body: { error: 'An API key of kind agent cannot link a contact; only a person can' },
    });
    const { body } = await put({ externalRef: 'crm-1' });
    expect(await put({ externalRef: 'crm-1' }, agent)).toMatchObject({ status: 200, body });
    expect((await put({ email: 'agent@example.com' }, agent)).status).toBe(201);
  });

  it.each([{}, { name: 'Anna' }, { companyName: 'Acme' }])('returns 400 for %j', async (body) => {
    expect(await put(body)).toMatchObject({
      status: 400,
      body: { error: 'the body must have at least one of email, phone, externalRef' },
    });
  });
});
