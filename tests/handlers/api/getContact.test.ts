import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { call, type Reply } from '../../support/call.ts';
import { testReadAccess } from '../../support/contactAccess.ts';
import { passTime } from '../../support/passTime.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
const readNewRecords = followStream();
const tenant = await service.tenant();

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = (id: string, headers = {}, as = tenant) => call(getContact, { ...as, id, headers, method: 'GET' });

describe('GET /api/contacts/{id}', () => {
  it('returns the contact and its etag, for an id in upper or lower case', async () => {
    const created = await create({ name: 'Anna Smith' });
    for (const id of [created.id, created.id.toUpperCase()]) {
      const { status, headers, body } = await get(id);
      expect([status, headers.etag, headers['content-location'], body]).toEqual([200, '"1"', undefined, created]);
    }
  });

  it.each(['"1"', 'W/"1"', '"0", "1"', '*'])('returns 304 without a body for if-none-match %s', async (noneMatch) => {
    const { id } = await create({ name: 'Anna Smith' });
    const { status, headers, text } = await get(id, { 'if-none-match': noneMatch });
    expect([status, headers.etag, text]).toEqual([304, '"1"', '']);
  });

  it('ignores if-match', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    expect((await get(id, { 'if-match': 'no tag' })).status).toBe(200);
  });

  it('returns 200 if if-none-match names another version', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    expect((await get(id, { 'if-none-match': '"2"' })).status).toBe(200);
  });

  it('returns the survivor of a merged contact and its path', async () => {
    const survivor = await create({ name: 'Survivor' });
    const ids = [(await create({ name: 'Merged' })).id, (await create({ name: 'Merged before' })).id];
    for (const [merged, into] of [
      [ids[0], survivor.id],
      [ids[1], ids[0]],
    ])
      await setAttributes(tenant.tenantId, merged, { mergedInto: into });
    for (const id of ids) {
      const { status, headers, body } = await get(id);
      expect([status, headers['content-location'], body]).toEqual([200, `/api/contacts/${survivor.id}`, survivor]);
    }
  });

  testReadAccess(service, (id, as) => get(id, {}, as));
});

describe('GET /api/contacts/{id}?at=', () => {
  const getAt = (id: string, at: string) => call(getContact, { ...tenant, id, method: 'GET', query: { at } });
  const patch = (id: string, body: object) => call(updateContact, { ...tenant, id, body });
  const project = async (lag = 0) => {
    const records = await readNewRecords();
    await deliverRecords(projectChange, records.slice(0, records.length - lag));
  };
  const now = () => new Date(Date.now()).toISOString();

  it('returns the contact as it was read at that time, with the etag of that version', async () => {
    const fields = fc.record(
      {
        name: fc.constantFrom('Anna', 'Anna Smith', 'Bea'),
        email: fc.constantFrom(null, 'anna@a.example', 'bea@b.example'),
        companyName: fc.constantFrom(null, 'Acme'),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fields, { maxLength: 8 }), fc.nat(1), async (changes, lag) => {
        const { id, tenantId } = await create({ name: 'Anna' });
        const headers = { 'content-type': 'application/merge-patch+json' };
        const reads: { at: string; reply: Reply }[] = [];
        for (const body of [{}, ...changes]) {
          await call(updateContact, { ...tenant, id, body, headers });
          passTime(1000);
          reads.push({ at: now(), reply: await get(id) });
          passTime(1000);
        }
        // The newest change may not be projected yet.
        await project(lag);
        for (const { at, reply } of reads) {
          const { status, headers, body } = await getAt(id, at);
          expect([status, headers.etag, body]).toEqual([200, reply.headers.etag, reply.body]);
        }
        expect(tenantId).toBe(tenant.tenantId);
        await call(updateContact, { ...tenant, id, body: { email: null }, headers });
      }),
      runOptions(10),
    );
  });

  it('takes a time in any zone', async () => {
    const { id, createdAt } = await create({ name: 'Anna' });
    passTime(1000);
    await patch(id, { name: 'Bea' });
    await project();
    const local = new Date(Date.parse(createdAt) + 7_200_000).toISOString().replace('Z', '+02:00');
    // Form encoding decodes the plus sign as a space.
    for (const at of [local, local.replace('+', ' ')])
      expect(await getAt(id, at)).toMatchObject({ body: { firstName: 'Anna' } });
  });

  it('returns 404 before the contact was created', async () => {
    const { id, createdAt } = await create({ name: 'Anna' });
    const { status, body } = await getAt(id, new Date(Date.parse(createdAt) - 1).toISOString());
    expect([status, body]).toEqual([404, { error: 'The contact did not exist at that time' }]);
    expect((await getAt(id, createdAt)).status).toBe(200);
  });

  it('returns 503 while it depends on changes that are not projected yet', async () => {
    const { id } = await create({ name: 'Anna' });
    await project();
    const times: string[] = [];
    for (const name of ['Bea', 'Cleo']) {
      passTime(1000);
      times.push((await patch(id, { name })).body.updatedAt);
    }
    const [between = '', last = ''] = times;
    const { status, headers } = await getAt(id, between);
    expect([status, headers['retry-after']]).toEqual([503, expect.any(String)]);
    expect(await getAt(id, last)).toMatchObject({ body: { firstName: 'Cleo' } });
    await project();
    expect(await getAt(id, between)).toMatchObject({ body: { firstName: 'Bea' } });
  });

  it('reads as many entries as it needs', async () => {
    const { id, createdAt } = await create({ name: 'Anna' });
    passTime(1000);
    for (let n = 0; n < 101; n++) await patch(id, { name: `Anna ${n}` });
    await project();
    expect(await getAt(id, createdAt)).toMatchObject({ headers: { etag: '"1"' }, body: { lastName: null } });
  });

  it.each([
    ['yesterday', 'at must be a date and time'],
    ['2026-02-30T00:00:00Z', 'at must be a date and time'],
    ['2999-01-01T00:00:00Z', 'at must not be in the future'],
  ])('returns 400 for %s', async (at, error) => {
    const { id } = await create({ name: 'Anna' });
    const { status, body } = await getAt(id, at);
    expect([status, body.error]).toEqual([400, expect.stringContaining(error)]);
  });
});
