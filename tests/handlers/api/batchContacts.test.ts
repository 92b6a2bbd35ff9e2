import { randomUUID } from 'node:crypto';
import { handler as batchContacts } from '../../../handlers/api/batchContacts.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { call } from '../../support/call.ts';
import { passTime, stopTime } from '../../support/passTime.ts';
import { addApiKey, startService, unlimited } from '../../support/service.ts';

const service = await startService();
let tenant = await service.tenant();
beforeEach(async () => {
  tenant = await service.tenant();
});
afterEach(() => {
  Object.assign(process.env, unlimited);
});

const batch = (operations: readonly object[], as = tenant) =>
  call(batchContacts, { ...as, body: { operations }, method: 'POST', path: '/api/contacts/batch' });
const create = async (body: object, as = tenant) => (await call(createContact, { ...as, body, method: 'POST' })).body;
const get = async (id: string) => (await call(getContact, { ...tenant, id, method: 'GET' })).body;

describe('POST /api/contacts/batch', () => {
  it('responds to each operation, in order, as to one that is sent alone', async () => {
    const { id } = await create({ name: 'Anna', email: 'anna@example.com' });
    const { status, body } = await batch([
      { action: 'create', body: { name: 'Bea', phone: '+4915112345678' } },
      { action: 'create', body: { email: 'nobody', x: 1 } },
      { action: 'create', body: { email: 'ANNA@example.com' } },
      { action: 'update', id: id.toUpperCase(), body: { companyName: ' Acme ' } },
      { action: 'update', id: randomUUID(), body: { name: 'Cleo' } },
      { action: 'update', id: 'x', body: { name: 1 } },
      { action: 'update', id, ifMatch: '"9"', body: { name: 'Cleo' } },
    ]);
    expect([status, body.succeeded, body.failed]).toEqual([200, 2, 5]);
    const sentence = (error: string) => ({ error });
    expect(body.results.map(({ requestId: _, ...each }: { requestId: string }) => each)).toEqual([
      { status: 201, etag: '"1"', body: expect.objectContaining({ firstName: 'Bea', phone: '+4915112345678' }) },
      { status: 400, body: sentence('x is unknown or read-only; email must be an email address') },
      { status: 409, body: sentence(`email belongs to contact ${id}`) },
      { status: 200, etag: '"2"', body: await get(id) },
      { status: 404, body: sentence('Contact not found') },
      { status: 400, body: sentence('id must be a UUID; name must be a string or null') },
      { status: 412, etag: '"2"', body: sentence('The contact has changed since; its etag is "2" now') },
    ]);
    expect(new Set(body.results.map(({ requestId }: { requestId: string }) => requestId)).size).toBe(7);
  });

  it('lets null clear a field', async () => {
    const { id } = await create({ name: 'Anna', companyName: 'Acme' });
    const { body } = await batch([{ action: 'update', id, body: { companyName: null } }]);
    expect(body.results[0].body.companyName).toBeNull();
  });

  it('performs operations on one contact, or on one address, in their order', async () => {
    const { id } = await create({ name: 'Anna', email: 'anna@example.com' });
    const renames = Array.from({ length: 20 }, (_, i) => ({ action: 'update', id, body: { name: `Anna ${i}` } }));
    const { body } = await batch([
      ...renames,
      { action: 'update', id, body: { email: 'bea@example.com' } },
      { action: 'create', body: { email: 'Bea@Example.com' } },
      { action: 'create', body: { email: 'anna@example.com' } },
    ]);
    const versions = body.results.map(({ etag }: { etag?: string }) => etag);
    const numbers = Array.from({ length: 21 }, (_, i) => `"${i + 2}"`);
    expect([versions, body.results[21].status]).toEqual([[...numbers, undefined, expect.any(String)], 409]);
    expect((await get(id)).lastName).toBe('19');
  });

  it('performs no operation on a contact of another tenant', async () => {
    const { id } = await create({ name: 'Anna' });
    const { body } = await batch([{ action: 'update', id, body: { name: 'Bea' } }], await service.tenant());
    expect([body.results[0].status, (await get(id)).firstName]).toEqual([404, 'Anna']);
  });

  it('deletes contacts, for a credential that may', async () => {
    const { id } = await create({ name: 'Anna', email: 'anna@example.com' });
    const remove = { action: 'delete', id };
    const writer = { ...tenant, apiKey: await addApiKey(tenant.tenantId, ['contacts:write']) };
    expect((await batch([remove], writer)).body.results[0]).toMatchObject({ status: 403 });
    const { body } = await batch([
      { ...remove, ifMatch: '"9"' },
      remove,
      { action: 'update', id, body: { name: 'Bea' } },
    ]);
    const results = body.results.map(({ status, body: { error } }: { status: number; body: { error?: string } }) => [
      status,
      error,
    ]);
    expect(results).toEqual([
      [412, expect.any(String)],
      [200, undefined],
      [404, 'Contact not found'],
    ]);
  });

  it('records the same author as a single request', async () => {
    const agent = { ...tenant, apiKey: await addApiKey(tenant.tenantId, ['contacts:write'], { kind: 'agent' }) };
    const { id } = await create({ name: 'Anna' });
    const { body } = await batch([{ action: 'update', id, body: { name: null } }], agent);
    expect(body.results[0]).toMatchObject({ status: 403, body: { error: expect.stringContaining('agent') } });
  });

  it.each([
    [[], 'operations must have at least 1 item'],
    [Array(101).fill({ action: 'create', body: {} }), 'operations must have at most 100 items'],
    [[{ action: 'merge', body: {} }], 'operations/0/action must be one of create, update, delete'],
    [[{ action: 'update', body: {} }], 'operations/0/id is missing'],
    [[{ action: 'create', id: randomUUID(), body: {} }], 'operations/0/id is unknown or read-only'],
  ])('refuses a batch of another form as a whole: %#', async (operations, error) => {
    expect(await batch(operations)).toMatchObject({ status: 400, body: { error } });
  });

  it('accepts more than the 16 KB of other bodies', async () => {
    const { status, body } = await batch(
      Array(100).fill({ action: 'create', body: { name: '\u{1f600}'.repeat(180) } }),
    );
    expect([status, body.succeeded]).toEqual([200, 100]);
  });

  it('counts as as many requests as it has operations, and is refused as a whole', async () => {
    stopTime();
    Object.assign(process.env, { TENANT_REQUESTS_PER_SECOND: '2', CREDENTIAL_REQUESTS_PER_SECOND: '1' });
    const limited = await service.tenant();
    const rename = { action: 'create', body: { name: 'Anna' } };
    const first = await batch(Array(8).fill(rename), limited);
    expect([first.status, first.headers.ratelimit]).toEqual([200, expect.stringMatching(/^"credential";r=2;/)]);
    const second = await batch(Array(3).fill(rename), limited);
    expect([second.status, second.headers['retry-after']]).toEqual([429, '1']);
    passTime(10_000);
    // More than the quota takes what there is, and what there will be.
    expect((await batch(Array(20).fill(rename), limited)).status).toBe(200);
    passTime(10_000);
    expect((await call(updateContact, { ...limited, id: randomUUID(), body: {} })).status).toBe(429);
  });

  it('responds in time, with 503 to the operations that it has not begun', async () => {
    const { id } = await create({ name: 'Anna' });
    service.proxy.intercept = (operation) => {
      if (operation === 'UpdateItem') passTime(60_000);
      return 'pass';
    };
    const rename = (name: string) => ({ action: 'update', id, body: { name } });
    const { body } = await batch([rename('Bea Smith'), rename('Cleo Smith')]);
    service.proxy.intercept = () => 'pass';
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([200, 503]);
    expect((await get(id)).firstName).toBe('Bea');
  });
});
