import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { jest } from '@jest/globals';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { writeIdOf } from '../../../lib/contacts/writeIds.ts';
import { findContact } from '../../../lib/dynamo/contacts/getContact.ts';
import { send } from '../../../lib/dynamo/table/client.ts';
import { call } from '../../support/call.ts';
import { mergeInto } from '../../support/merged.ts';
import { startService } from '../../support/service.ts';
import { sizeOf } from '../../support/units.ts';

const service = await startService();
const tenant = await service.tenant();

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = (id: string) => call(getContact, { ...tenant, id, method: 'GET' });
const patch = (id: string, body: object, headers = {}) => call(updateContact, { ...tenant, id, body, headers });
const mergePatch = (id: string, body: object) => patch(id, body, { 'content-type': 'application/merge-patch+json' });
const findOwner = async (query: Record<string, string>) =>
  (await call(listContacts, { ...tenant, method: 'GET', query })).body.data[0]?.id;

/** Stores what a machine asserts about a contact, as the functions that consume events do. */
const setSource = (id: string, source: string, assertions: object) =>
  send((db) =>
    db.send(
      new UpdateCommand({
        TableName: process.env.TABLE_NAME,
        Key: { tenantId: tenant.tenantId, contactId: id },
        UpdateExpression: 'SET sources.#source = :assertions, writeIds[0] = :id',
        ExpressionAttributeNames: { '#source': source },
        ExpressionAttributeValues: { ':assertions': assertions, ':id': writeIdOf(randomUUID()) },
      }),
    ),
  );

/** Stops the clock at this time (epoch milliseconds), which it returns. */
function setClock(now: number): number {
  jest.spyOn(Date, 'now').mockReturnValue(now);
  return now;
}
afterEach(() => {
  jest.restoreAllMocks();
});

describe('PATCH /api/contacts/{id}', () => {
  it('changes the fields in the body and no others, and returns the whole contact', async () => {
    const before = await create({ name: 'Anna Smith', email: 'anna@example.com', phone: '+4915112345678' });
    const updatedAt = setClock(Date.parse(before.updatedAt) + 1000);
    const { status, body } = await patch(before.id, { name: 'Henrik B. Larsen' });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: before.id,
      tenantId: tenant.tenantId,
      externalRef: null,
      resolutionStatus: 'unresolved',
      firstName: 'Henrik B.',
      lastName: 'Larsen',
      email: 'anna@example.com',
      phone: '+4915112345678',
      companyName: null,
      createdAt: before.createdAt,
      updatedAt: new Date(updatedAt).toISOString(),
    });
    expect((await get(before.id)).body).toEqual(body);
  });

  it('changes all fields in one request', async () => {
    const { id } = await create({ name: 'Anna' });
    const all = { name: 'Ludwig van Beethoven', email: 'l@bonn.example', phone: '+49228123', companyName: 'Musik' };
    expect((await patch(id, all)).body).toMatchObject({
      firstName: 'Ludwig',
      lastName: 'van Beethoven',
      email: 'l@bonn.example',
      phone: '+49228123',
      companyName: 'Musik',
    });
  });

  it('keeps the visible other part of a name, also against the CRM, if the body has one part', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    expect((await patch(id, { firstName: 'Bea' })).body).toMatchObject({ firstName: 'Bea', lastName: 'Smith' });
    expect((await patch(id, { lastName: 'Jones' })).body).toMatchObject({ firstName: 'Bea', lastName: 'Jones' });
    await setSource(id, 'crm', { firstName: ['Crm', 1, 'crm'], lastName: ['Name', 1, 'crm'] });
    expect((await get(id)).body).toMatchObject({ firstName: 'Bea', lastName: 'Jones' });
  });

  it('trims the values', async () => {
    const { id } = await create({ name: 'Anna' });
    expect((await patch(id, { name: '  Bea  \n', email: ' bea@example.com ' })).body).toMatchObject({
      firstName: 'Bea',
      email: 'bea@example.com',
    });
  });
});

describe('one part of a name', () => {
  const crm = { firstName: ['Anna', 1, 'crm'], lastName: ['Schmidt', 1, 'crm'] };
  const nameOf = async (id: string) => {
    const { firstName, lastName } = (await get(id)).body;
    return [firstName, lastName];
  };

  it.each([
    { name: 'Anna' },
    { firstName: 'ANNA' },
  ])('does not hide the surname that the CRM knows, if a contact is created with %j', async (body) => {
    const { id } = await create(body);
    expect(await nameOf(id)).toEqual([Object.values(body)[0], null]);
    await setSource(id, 'crm', crm);
    expect(await nameOf(id)).toEqual([Object.values(body)[0], 'Schmidt']);
  });

  it.each([{ firstName: 'Anna' }, { name: 'Anna' }])('does not hide it after a PATCH of %j either', async (body) => {
    const { id } = await create({ email: `${randomUUID()}@example.com` });
    await patch(id, body);
    await setSource(id, 'crm', crm);
    expect(await nameOf(id)).toEqual(['Anna', 'Schmidt']);
  });

  it('is shown alone where the CRM knows somebody else', async () => {
    const { id } = await create({ lastName: 'Jones' });
    await setSource(id, 'crm', crm);
    expect(await nameOf(id)).toEqual([null, 'Jones']);
  });

  it('states with null, or as a whole name beside a last name, that there is no other part', async () => {
    const clear = (id: string) => mergePatch(id, { lastName: null });
    const rename = (id: string) => patch(id, { name: 'Anna' });
    for (const state of [clear, rename]) {
      const { id } = await create({ name: 'Anna' });
      await setSource(id, 'crm', crm);
      await state(id);
      expect(await nameOf(id)).toEqual(['Anna', null]);
      await setSource(id, 'crm', { ...crm, lastName: ['Other', 2, 'crm'] });
      await patch(id, { firstName: 'Anne' });
      await patch(id, { firstName: 'Anna' });
      expect(await nameOf(id)).toEqual(['Anna', null]);
    }
  });

  it('changes nothing when it is repeated, also where another source completes it', async () => {
    const { id } = await create({ name: 'Bo' });
    await setSource(id, 'crm', crm);
    await patch(id, { firstName: 'Anna' });
    const { headers, body } = await get(id);
    const repeated = await patch(id, { firstName: 'Anna' });
    expect([repeated.headers.etag, repeated.body]).toEqual([headers.etag, body]);
  });
});

describe('a PATCH that changes nothing visible', () => {
  let unchangedId: string;
  beforeAll(async () => {
    unchangedId = (await create({ name: 'Nora Same', email: 'nora@example.com', phone: '+15550001' })).id;
  });

  it.each([
    ['an empty body', {}],
    ['the same name', { name: 'Nora Same' }],
    ['the same values of all fields', { name: 'Nora Same', email: 'nora@example.com', phone: '+15550001' }],
    ['the same part of the name', { lastName: 'Same' }],
  ])('keeps etag and updatedAt: %s', async (_, body) => {
    const before = await get(unchangedId);
    const { status, headers, body: after } = await patch(unchangedId, body);
    expect({ status, etag: headers.etag, after }).toEqual({ status: 200, etag: '"1"', after: before.body });
  });

  it('stores a confirmed value of a machine, so that no machine changes it later', async () => {
    const { id } = await create({ phone: '+15550002' });
    await setSource(id, 'crm', { firstName: ['Cora', 1, 'crm'], lastName: ['Rivers', 1, 'crm'] });
    const before = await get(id);
    const confirmed = await patch(id, { name: 'Cora Rivers' });
    expect(confirmed.body).toEqual(before.body);
    expect(confirmed.headers.etag).toBe(before.headers.etag);
    await setSource(id, 'crm', { firstName: ['Other', 2, 'crm'], lastName: ['Person', 2, 'crm'] });
    expect((await get(id)).body).toMatchObject({ firstName: 'Cora', lastName: 'Rivers' });
  });
});

describe('a PATCH of email or phone', () => {
  it('returns 409 and names the owner if another contact owns it, and changes nothing', async () => {
    const owner = await create({ email: 'taken@example.com', phone: '+15550003' });
    const { id } = await create({ name: 'Late' });
    const email = await patch(id, { name: 'Not kept', email: 'TAKEN@Example.com' });
    expect([email.status, email.body]).toEqual([409, { error: `email belongs to contact ${owner.id}` }]);
    const phone = await patch(id, { phone: '+15550003' });
    expect([phone.status, phone.body]).toEqual([409, { error: `phone belongs to contact ${owner.id}` }]);
    expect((await get(id)).body).toMatchObject({ firstName: 'Late', email: null });
  });

  it('releases the old email if no message came from it', async () => {
    const { id } = await create({ email: 'typed@example.com' });
    await patch(id, { email: 'new@example.com' });
    expect(await findOwner({ email: 'typed@example.com' })).toBeUndefined();
    expect(await findOwner({ email: 'new@example.com' })).toBe(id);
    const other = await create({ email: 'typed@example.com' });
    expect(await findOwner({ email: 'typed@example.com' })).toBe(other.id);
  });

  it('keeps the claim of the old email if a message came from it, and the contact can get that email back', async () => {
    const { id } = await create({ email: 'seen@example.com' });
    await send((db) =>
      db.send(
        new UpdateCommand({
          TableName: process.env.TABLE_NAME,
          Key: { tenantId: tenant.tenantId, contactId: id },
          UpdateExpression: 'SET identities.#key.verified = :first, writeIds[0] = :id',
          ExpressionAttributeNames: { '#key': 'email#seen@example.com' },
          ExpressionAttributeValues: { ':first': [1, 'message:1'], ':id': writeIdOf(randomUUID()) },
        }),
      ),
    );
    expect((await patch(id, { email: 'later@example.com' })).body.email).toBe('later@example.com');
    expect(await findOwner({ email: 'seen@example.com' })).toBe(id);
    expect((await patch(id, { email: 'seen@example.com' })).status).toBe(200);
    expect(await findOwner({ email: 'later@example.com' })).toBeUndefined();
  });

  it('shows an email in the given case and finds it in any case', async () => {
    const { id } = await create({ name: 'Case' });
    expect((await patch(id, { email: 'Mixed.Case@EXAMPLE.org' })).body.email).toBe('Mixed.Case@EXAMPLE.org');
    expect(await findOwner({ email: 'mixed.case@example.org' })).toBe(id);
    expect((await patch(id, { email: 'mixed.case@example.org' })).body.email).toBe('mixed.case@example.org');
  });

  it('can swap the emails of two contacts by way of a third email', async () => {
    const a = await create({ email: 'a@swap.example' });
    const b = await create({ email: 'b@swap.example' });
    for (const [id, email] of [
      [a.id, 'c@swap.example'],
      [b.id, 'a@swap.example'],
      [a.id, 'b@swap.example'],
    ]) {
      expect((await patch(id, { email })).status).toBe(200);
    }
    expect([await findOwner({ email: 'a@swap.example' }), await findOwner({ email: 'b@swap.example' })]).toEqual([
      b.id,
      a.id,
    ]);
  });
});

describe('null in a JSON merge patch', () => {
  it('clears fields, also if the CRM has a value for them', async () => {
    const { id } = await create({ name: 'Anna Smith', email: 'clear@example.com', phone: '+15550004' });
    await setSource(id, 'crm', {
      firstName: ['Crm', 1, 'crm'],
      lastName: ['Name', 1, 'crm'],
      email: ['x@y.example', 1, 'crm'],
    });
    const cleared = await mergePatch(id, { name: null, email: null, phone: null, companyName: 'Acme' });
    expect(cleared.body).toMatchObject({
      firstName: null,
      lastName: null,
      email: null,
      phone: null,
      companyName: 'Acme',
    });
    expect(await findOwner({ email: 'clear@example.com' })).toBeUndefined();
  });

  it('clears one part of a name and keeps the other', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    expect((await mergePatch(id, { lastName: null })).body).toMatchObject({ firstName: 'Anna', lastName: null });
  });

  it('returns 400 for null in application/json and explains how to clear a field', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const { status, body } = await patch(id, { phone: null });
    expect(status).toBe(400);
    expect(body.error).toBe(
      'phone must be a string (to clear it, send null with Content-Type application/merge-patch+json)',
    );
  });
});

describe('the id in the path', () => {
  it('is accepted in upper case and returned in lower case', async () => {
    const { id } = await create({ name: 'Anna' });
    expect((await patch(id.toUpperCase(), { name: 'Bea' })).body.id).toBe(id);
  });

  it("returns the same 404 for an unknown contact and for another tenant's contact, which stays unchanged", async () => {
    const other = await service.tenant();
    const foreign = (await call(createContact, { ...other, body: { name: 'Foreign' }, method: 'POST' })).body;
    const bodies = [{ name: 'X' }, { email: 'x@example.com' }, { firstName: 'X' }, {}];
    for (const body of bodies) {
      const unknown = await patch(randomUUID(), body);
      const stranger = await patch(foreign.id, body);
      expect(unknown).toMatchObject({ status: 404, text: '{"error":"Contact not found"}' });
      expect({ ...stranger, headers: { ...stranger.headers, 'x-request-id': '' } }).toEqual({
        ...unknown,
        headers: { ...unknown.headers, 'x-request-id': '' },
      });
    }
    const untouched = await call(getContact, { ...other, id: foreign.id, method: 'GET' });
    expect(untouched.body).toEqual(foreign);
  });

  it('changes the survivor of a merged contact and returns its path', async () => {
    const survivor = await create({ name: 'Survivor One', email: 'one@merged.example' });
    const merged = await create({ name: 'Merged' });
    await mergeInto(tenant.tenantId, survivor.id, merged.id);
    for (const body of [{ name: 'Survivor Two' }, { email: 'two@merged.example' }]) {
      const { status, headers, body: contact } = await patch(merged.id, body);
      expect([status, contact.id, headers['content-location']]).toEqual([
        200,
        survivor.id,
        `/api/contacts/${survivor.id}`,
      ]);
    }
    expect((await findContact(tenant.tenantId, merged.id))?.version).toBe(2);
  });

  it.each([
    '1',
    'x',
    '..',
    '%2e%2e',
    '#apikey#',
    `${randomUUID()}#`,
    'urn:uuid:6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
    '',
  ])('returns 400 for %j', async (id) => {
    const { status, body } = await patch(id, { name: 'X' });
    expect([status, body]).toEqual([400, { error: 'id must be a UUID' }]);
  });
});

it('returns 403 without the scope contacts:write', async () => {
  const reader = await service.tenant('contacts:read');
  expect(await call(updateContact, { ...reader, id: randomUUID(), body: { name: 'X' } })).toMatchObject({
    status: 403,
    body: { error: 'The credential lacks the scope contacts:write' },
  });
});

describe('if-match', () => {
  it('changes the contact for the current etag; returns 412 with the current etag for a stale one', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const first = await patch(id, { name: 'Bea Smith' }, { 'if-match': '"1"' });
    expect([first.status, first.headers.etag]).toEqual([200, '"2"']);
    for (const body of [
      { name: 'Cleo' },
      { firstName: 'Cleo' },
      { email: 'cleo@example.com' },
      { name: 'Bea Smith' },
      {},
    ]) {
      const stale = await patch(id, body, { 'if-match': '"1"' });
      expect([stale.status, stale.headers.etag]).toEqual([412, '"2"']);
      expect(stale.body).toEqual({ error: 'The contact has changed since; its etag is "2" now' });
    }
    expect((await get(id)).body).toMatchObject({ firstName: 'Bea', email: null });
  });

  it.each([
    ['*', 200],
    ['"7", "1"', 200],
    ['W/"1"', 412],
    ['"x"', 412],
    ['1', 400],
  ])('%s returns %i', async (ifMatch, status) => {
    const { id } = await create({ name: 'Anna Smith' });
    expect((await patch(id, { name: 'Bea' }, { 'If-Match': ifMatch })).status).toBe(status);
  });

  it('accepts more versions than a condition of DynamoDB can name', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const tags = (first: number) => Array.from({ length: 600 }, (_, i) => `"${first + i}"`).join();
    expect((await patch(id, { name: 'Bea' }, { 'if-match': tags(2) })).status).toBe(412);
    expect((await patch(id, { name: 'Bea' }, { 'if-match': tags(1) })).status).toBe(200);
  });

  it('returns 404 for an unknown contact', async () => {
    expect((await patch(randomUUID(), { name: 'X' }, { 'if-match': '"1"' })).status).toBe(404);
  });
});

describe('the stored contact', () => {
  it('has each value with its time and author, and is smaller than one write unit', async () => {
    const created = setClock(Date.now());
    const { id } = await create({ name: 'Henrik Larsen', email: 'size@acme-customer.de', phone: '+4915112345670' });
    for (const name of ['Henrik', 'Henrik B.']) await patch(id, { name });
    const patched = setClock(created + 1000);
    await patch(id, { name: 'Henrik B. Larsen', companyName: 'Acme Customer' });
    await setSource(id, 'sender', {
      firstName: ['Henrik', 1_795_426_200_000, 'event:01939b8e-5c1f'],
      lastName: ['L', 1_795_426_200_000, 'event:01939b8e-5c1f'],
    });
    const item = await findContact(tenant.tenantId, id);
    const key = expect.stringMatching(/^key:[0-9a-f]{12}$/);
    expect(item?.sources.manual).toEqual({
      firstName: ['Henrik B.', patched, key],
      lastName: ['Larsen', patched, key],
      email: ['size@acme-customer.de', created, key],
      phone: ['+4915112345670', created, key],
      companyName: ['Acme Customer', patched, key],
    });
    expect(item?.writeIds).toEqual(Array(4).fill(expect.stringMatching(/^[0-9a-f]{12}$/)));
    expect(sizeOf(marshall(item))).toBeLessThan(1024);
  });
});
