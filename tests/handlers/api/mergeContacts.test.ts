import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getIdentities } from '../../../handlers/api/getIdentities.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { suggestDuplicate } from '../../../lib/dynamo/contacts/duplicates.ts';
import { call } from '../../support/call.ts';
import { beforeFirst } from '../../support/dynamoDbProxy.ts';
import { addApiKey, startService } from '../../support/service.ts';
import { readItems } from '../../support/table.ts';

const service = await startService();
const tenant = await service.tenant();
const agent = await addApiKey(tenant.tenantId, ['contacts:write'], { kind: 'agent' });

beforeEach(() => {
  service.proxy.intercept = () => 'pass';
});

let made = 0;
const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const patch = (id: string, body: object, more = {}) =>
  call(updateContact, { ...tenant, id, body, method: 'PATCH', ...more });
const get = (id: string) => call(getContact, { ...tenant, id, method: 'GET' });
const list = async (query: Record<string, string>) =>
  (await call(listContacts, { ...tenant, query, method: 'GET' })).body.data.map(({ id }: { id: string }) => id);
const link = (id: string, externalRef: string) =>
  call(linkContact, { ...tenant, id, body: { externalRef }, method: 'PUT', path: `/api/contacts/${id}/link` });
const merge = (id: string, body: object, more = {}) =>
  call(mergeContacts, { ...tenant, id, body, method: 'POST', path: `/api/contacts/${id}/merge`, ...more });

/** Two contacts of one person, each with an email of its own. */
async function pair() {
  const n = ++made;
  return {
    survivor: await create({ name: 'Anna Schmidt', email: `anna${n}@one.example` }),
    duplicate: await create({ name: 'A. Schmidt', email: `anna${n}@two.example`, phone: `+1555010${1000 + n}` }),
  };
}

describe('POST /api/contacts/{id}/merge', () => {
  it('makes one contact of two, which shows its own values before those of the other', async () => {
    const { survivor, duplicate } = await pair();
    await suggestDuplicate(tenant.tenantId, survivor.id, {
      otherId: duplicate.id,
      reason: { field: 'email', key: 'k', at: 1, by: 'crm:x' },
      weight: 'strong',
    });
    const { status, headers, body } = await merge(survivor.id, { duplicateId: duplicate.id.toUpperCase() });
    expect([status, headers.etag]).toEqual([200, '"2"']);
    expect(body.changes).toEqual([{ field: 'phone', before: null, after: duplicate.phone, source: 'manual' }]);
    const { body: merged, headers: others } = await get(duplicate.id);
    expect(merged).toEqual({ ...survivor, phone: duplicate.phone, updatedAt: merged.updatedAt });
    expect(others['content-location']).toBe(`/api/contacts/${survivor.id}`);
    expect(merged).toMatchObject(body.survivor);
    const identities = await call(getIdentities, { ...tenant, id: survivor.id, method: 'GET' });
    expect(identities.body).toEqual(body.identities);
    expect(identities.body).toHaveLength(3);
    expect(await list({ email: duplicate.email })).toEqual([survivor.id]);
    expect(await list({})).not.toContain(duplicate.id);
    expect((await readItems(tenant.tenantId)).duplicates).toMatchObject([
      { dismissed: [expect.any(Number), expect.any(String)] },
      {},
    ]);
  });

  it('does byte for byte what its preview showed, or is 412', async () => {
    const { survivor, duplicate } = await pair();
    const preview = await merge(survivor.id, { duplicateId: duplicate.id, dryRun: true });
    expect((await get(duplicate.id)).body).toEqual(duplicate);
    const patched = await call(updateContact, { ...tenant, id: duplicate.id, body: { companyName: 'Acme' } });
    expect(patched.status).toBe(200);
    const stale = await merge(
      survivor.id,
      { duplicateId: duplicate.id },
      { headers: { 'if-match': preview.headers.etag } },
    );
    const current = await merge(survivor.id, { duplicateId: duplicate.id, dryRun: true });
    expect([stale.status, stale.headers.etag]).toEqual([412, current.headers.etag]);
    const done = await merge(
      survivor.id,
      { duplicateId: duplicate.id },
      { headers: { 'if-match': current.headers.etag } },
    );
    expect([done.status, done.text]).toEqual([200, current.text]);
    expect((await get(survivor.id)).body).toMatchObject(current.body.survivor);
  });

  it('is 412 where the contact has another version', async () => {
    const { survivor, duplicate } = await pair();
    const { status, headers } = await merge(
      survivor.id,
      { duplicateId: duplicate.id },
      { headers: { 'if-match': '"9"' } },
    );
    expect([status, headers.etag]).toEqual([412, '"1"']);
    expect((await merge(survivor.id, { duplicateId: duplicate.id }, { headers: { 'if-match': '"1"' } })).status).toBe(
      200,
    );
  });

  it('lets nobody change the survivor who names the version of the duplicate that they have seen', async () => {
    const { survivor, duplicate } = await pair();
    const { etag: seen = '' } = (await patch(duplicate.id, { companyName: 'Seen AG' })).headers;
    expect(seen).toBe('"2"');
    await merge(survivor.id, { duplicateId: duplicate.id });
    const late = await patch(duplicate.id, { companyName: 'Other AG' }, { headers: { 'if-match': seen } });
    expect([late.status, late.headers.etag]).toEqual([412, '"3"']);
    const headers = { 'if-none-match': seen };
    const again = await call(getContact, { ...tenant, id: duplicate.id, method: 'GET', headers });
    expect([again.status, again.body.id]).toEqual([200, survivor.id]);
  });

  it('is for agents only what a preview showed them', async () => {
    const { survivor, duplicate } = await pair();
    const body = { duplicateId: duplicate.id };
    const preview = await merge(survivor.id, { ...body, dryRun: true }, { apiKey: agent });
    for (const headers of [{}, { 'if-match': '"1"' }, { 'if-match': '*' }])
      expect((await merge(survivor.id, body, { apiKey: agent, headers })).status).toBe(403);
    const named = { 'if-match': preview.headers.etag };
    expect((await merge(survivor.id, body, { apiKey: agent, headers: named })).text).toBe(preview.text);
  });

  it('needs a choice where the contacts have different records, and hides the other one', async () => {
    const { survivor, duplicate } = await pair();
    const [kept, other] = [`kept-${made}`, `other-${made}`];
    await link(survivor.id, kept);
    await link(duplicate.id, other);
    const body = { duplicateId: duplicate.id };
    const refused = await merge(survivor.id, body);
    expect([refused.status, refused.body.error]).toEqual([409, expect.stringContaining(`${kept} and ${other}`)]);
    expect((await merge(survivor.id, { ...body, externalRef: 'third' })).status).toBe(400);
    const merged = await merge(survivor.id, { ...body, externalRef: other });
    expect(merged.body.survivor).toMatchObject({ externalRef: other, resolutionStatus: 'manually_resolved' });
    expect(await list({ externalRef: other })).toEqual([survivor.id]);
    const again = await Promise.all([kept, other].map((externalRef) => merge(survivor.id, { ...body, externalRef })));
    expect(again.map(({ status }) => status)).toEqual([409, 200]);
    expect((await link(survivor.id, kept)).body).toMatchObject({ externalRef: kept });
    expect((await readItems(tenant.tenantId)).links).toMatchObject({ [kept]: survivor.id, [other]: duplicate.id });
  });

  it('is 400 for one contact, also by the id of a merged one, and changes nothing the second time', async () => {
    const { survivor, duplicate } = await pair();
    expect((await merge(survivor.id, { duplicateId: survivor.id })).status).toBe(400);
    await merge(survivor.id, { duplicateId: duplicate.id });
    const again = await merge(survivor.id, { duplicateId: duplicate.id });
    expect([again.status, again.headers.etag, again.body.changes]).toEqual([200, '"2"', []]);
    expect(await merge(duplicate.id, { duplicateId: survivor.id })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(`another contact; both ids are those of ${survivor.id}`) },
    });
  });

  it('is 404 for a contact that does not exist, on either side', async () => {
    const { id } = await create({ name: 'Anna' });
    expect((await merge(id, { duplicateId: randomUUID() })).status).toBe(404);
    expect((await merge(randomUUID(), { duplicateId: id })).status).toBe(404);
  });

  it('keeps what others write meanwhile', async () => {
    const { survivor, duplicate } = await pair();
    beforeFirst(service.proxy, 'TransactWriteItems', async () => {
      for (const { id } of [survivor, duplicate])
        await call(updateContact, { ...tenant, id, body: { companyName: id === survivor.id ? 'Acme' : 'Other' } });
    });
    expect((await merge(survivor.id, { duplicateId: duplicate.id })).status).toBe(200);
    expect((await get(survivor.id)).body).toMatchObject({ companyName: 'Acme' });
    const patched = await call(updateContact, { ...tenant, id: duplicate.id, body: { name: 'Anna Maria Schmidt' } });
    expect(patched.body).toMatchObject({ id: survivor.id, firstName: 'Anna Maria', phone: duplicate.phone });
  });

  it.each([
    ['one of them is', 'GetItem'],
    ['both are', 'TransactWriteItems'],
  ])('changes nothing more where another call merges the same contacts after %s read', async (_, operation) => {
    const { survivor, duplicate } = await pair();
    await link(duplicate.id, `record-${made}`);
    const body = { duplicateId: duplicate.id };
    const others: number[] = [];
    const mergeToo = async () => others.push((await merge(survivor.id, body)).status);
    beforeFirst(service.proxy, operation, mergeToo, survivor.id);
    const { status, body: merged } = await merge(survivor.id, body);
    expect([others, status, merged.changes]).toEqual([[200], 200, []]);
  });
});
