import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { createContact as insert } from '../../../lib/dynamo/contacts/createContact.ts';
import { cursorAt } from '../../../lib/dynamo/table/cursor.ts';
import { call } from '../../support/call.ts';
import { startService, type Tenant } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';

const service = await startService();
const readNewRecords = followStream();

/** Does what the stream makes the service do. */
async function project(): Promise<void> {
  await deliverRecords(projectChange, await readNewRecords());
}

/** Creates contacts one millisecond after the other, and returns their ids. */
async function createAll(tenant: Tenant, bodies: readonly object[]): Promise<string[]> {
  const ids: string[] = [];
  const clock = jest.spyOn(Date, 'now');
  const start = Date.now();
  for (const [i, body] of bodies.entries()) {
    clock.mockReturnValue(start + i);
    ids.push((await call(createContact, { ...tenant, body, method: 'POST' })).body.id);
  }
  clock.mockRestore();
  await project();
  return ids;
}

const search = (tenant: Tenant, query: Record<string, string>) =>
  call(listContacts, { ...tenant, query, method: 'GET' });

type Named = { readonly firstName: string; readonly lastName: string | null };

const names = ({ body }: { body: { data: Named[] } }) =>
  body.data.map(({ firstName, lastName }) => [firstName, lastName].filter(Boolean).join(' '));

async function walk(tenant: Tenant, query: Record<string, string>): Promise<string[]> {
  const all: string[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await search(tenant, { ...query, ...(cursor && { cursor }) });
    expect(page.status).toBe(200);
    expect(page.body.data.length).toBeLessThanOrEqual(Number(query.limit ?? 50));
    all.push(...names(page));
    cursor = page.body.nextCursor;
  }
  return all;
}

const people = [
  { name: 'Annabel Smith', companyName: 'Acme GmbH' },
  { name: 'Ann Jones', email: 'ann.jones@acme.example' },
  { name: 'Anna Müller', phone: '+4915112345678' },
  { name: 'Jürgen Müller', email: 'jurgen@acme-customer.example', phone: '+4915112349999' },
  { name: 'Ann Smith' },
  { name: '山田太郎' },
  { name: 'Carl Jurgens' },
];

describe('GET /api/contacts?q=', () => {
  const tenants = { some: { tenantId: '', apiKey: '' } };
  const ids: string[] = [];
  beforeAll(async () => {
    tenants.some = await service.tenant();
    ids.push(...(await createAll(tenants.some, people)));
    await call(linkContact, { ...tenants.some, id: ids[0] ?? '', body: { externalRef: 'smith' }, method: 'PUT' });
    await project();
  });

  it.each<[q: string, found: string[]]>([
    // Whole words, the newest first, and then longer words in alphabetical order.
    ['ann', ['Ann Smith', 'Ann Jones', 'Anna Müller', 'Annabel Smith']],
    ['jurgen', ['Jürgen Müller', 'Carl Jurgens']],
    ['mull jur', ['Jürgen Müller']],
    ['+49 151 1234', ['Anna Müller', 'Jürgen Müller']],
    ['9999', ['Jürgen Müller']],
    ['acme', ['Annabel Smith', 'Jürgen Müller', 'Ann Jones']],
    ['太郎', ['山田太郎']],
    // What a query names comes first, once: here the id of a record.
    ['smith', ['Annabel Smith', 'Ann Smith']],
    ['ann.jones@acme.example', ['Ann Jones']],
    ['+4915112345678', ['Anna Müller']],
    // One typing error.
    ['jurgn', ['Jürgen Müller']],
    ['mlüler jürgen', ['Jürgen Müller']],
    ['mulelr jugren', ['Jürgen Müller']],
    ['jürgen müller', ['Jürgen Müller']],
    ['mulelr-jugren', ['Jürgen Müller']],
    ['jugren@acme-customer.example', ['Jürgen Müller']],
    ['jurgen@amce-customer.example', ['Jürgen Müller']],
    ['smyth', ['Ann Smith', 'Annabel Smith']],
    ['nobody', []],
    ['!', []],
  ])('finds by %s', async (q, found) => {
    for (const limit of ['50', '2']) expect(await walk(tenants.some, { q, limit })).toEqual(found);
  });

  it('finds a contact by its id', async () => {
    expect(names(await search(tenants.some, { q: ids[2] ?? '' }))).toEqual(['Anna Müller']);
  });

  it('has no cursor where there is no further contact', async () => {
    for (const q of ['ann', 'jurgn', 'nobody'])
      expect((await search(tenants.some, { q })).body).not.toHaveProperty('nextCursor');
  });

  it('lists those with a typing error behind all that have the words, on the next page if whole words are found', async () => {
    const tenant = await service.tenant();
    await createAll(tenant, [{ name: 'Jan Jensen' }, { name: 'Jan Jansens' }, { name: 'Jan Jansen' }]);
    const { nextCursor: cursor, ...first } = (await search(tenant, { q: 'jansen' })).body;
    expect(names({ body: first })).toEqual(['Jan Jansen', 'Jan Jansens']);
    const next = await search(tenant, { q: 'jansen', cursor });
    expect([names(next), next.body.nextCursor]).toEqual([['Jan Jensen'], undefined]);
    for (const q of ['jansen', 'jan jansen'])
      for (const limit of ['1', '2', '3', '50'])
        expect(await walk(tenant, { q, limit })).toEqual(['Jan Jansen', 'Jan Jansens', 'Jan Jensen']);
    expect(await walk(tenant, { q: 'jansens' })).toEqual(['Jan Jansens', 'Jan Jansen']);
    expect((await search(tenant, { q: 'jan' })).body).not.toHaveProperty('nextCursor');
  });

  it('finds the contacts of one status', async () => {
    expect(await walk(tenants.some, { q: 'smith', resolutionStatus: 'unresolved' })).toEqual(['Ann Smith']);
    expect(await walk(tenants.some, { q: 'smith', resolutionStatus: 'manually_resolved' })).toEqual(['Annabel Smith']);
  });

  it.each([
    [{ q: 'ann', email: 'a@example.com' }, 'email must not be given together with q'],
    [{ q: ' ' }, 'q must have a visible character'],
    [{ q: 'ann', cursor: 'x' }, 'cursor must be the nextCursor of a response to the same query'],
  ])('returns 400 for %j', async (query, error) => {
    expect(await search(tenants.some, query)).toMatchObject({ status: 400, body: { error } });
  });

  it.each([
    'x',
    'null',
    '[]',
    '{"named":-1}',
    '{"range":"#search#ann","posting":{"word":"bob","contactId":"0"},"isNear":false,"word":0}',
    '{"range":"#search#ann"}',
    '{"isNear":false}',
  ])('returns 400 for a forged cursor of %s', async (position) => {
    const cursor = cursorAt(Buffer.from(position), { tenantId: tenants.some.tenantId, q: 'ann' });
    expect((await search(tenants.some, { q: 'ann', cursor })).status).toBe(400);
  });

  it("finds no other tenant's contacts, and refuses its cursors", async () => {
    const other = await service.tenant();
    expect((await search(other, { q: 'ann' })).body).toEqual({ data: [] });
    const { nextCursor: cursor } = (await search(tenants.some, { q: 'ann', limit: '1' })).body;
    expect((await search(other, { q: 'ann', limit: '1', cursor })).status).toBe(400);
  });

  it('finds a changed contact by its new words, and not by the old ones', async () => {
    const tenant = await service.tenant();
    const [id = ''] = await createAll(tenant, [{ name: 'Anna Smith', companyName: 'Acme' }]);
    await call(updateContact, { ...tenant, id, body: { name: 'Anna Jones' } });
    await project();
    expect(await walk(tenant, { q: 'smith' })).toEqual([]);
    expect(await walk(tenant, { q: 'jones acme' })).toEqual(['Anna Jones']);
  });

  it('lists each of many contacts once, over pages that read a bounded number', async () => {
    const tenant = await service.tenant();
    const made = Array.from({ length: 70 }, (_, i) => ({
      firstName: `Anna${i % 3 ? '' : 'bel'}`,
      lastName: `Person${i % 35}`,
    }));
    const author = { tenantId: tenant.tenantId, actor: 'key:1' };
    await Promise.all(made.map((values) => insert({ ...author, values, requestId: randomUUID() })));
    await project();
    const everybody = made.map(({ firstName, lastName }) => `${firstName} ${lastName}`).toSorted();
    expect((await walk(tenant, { q: 'an', limit: '100' })).toSorted()).toEqual(everybody);
    expect((await walk(tenant, { q: 'person anna' })).toSorted()).toEqual(everybody);
    expect(names(await search(tenant, { q: 'person17 anna' }))).toHaveLength(2);
  });
});
