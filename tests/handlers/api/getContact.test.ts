import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as unmergeContact } from '../../../handlers/api/unmergeContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { recordHistory } from '../../../lib/dynamo/contacts/recordHistory.ts';
import { streamedContact } from '../../../lib/dynamo/contacts/streamedContact.ts';
import { call, type Reply } from '../../support/call.ts';
import { testReadAccess } from '../../support/contactAccess.ts';
import { mergeInto } from '../../support/merged.ts';
import { passTime } from '../../support/passTime.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';

const service = await startService();
const readNewRecords = followStream();
const tenant = await service.tenant();

const create = async (body: object, as = tenant) => (await call(createContact, { ...as, body, method: 'POST' })).body;
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
      await mergeInto(tenant.tenantId, into, merged);
    for (const id of ids) {
      const { status, headers, body } = await get(id);
      expect([status, headers['content-location'], body.id]).toEqual([
        200,
        `/api/contacts/${survivor.id}`,
        survivor.id,
      ]);
    }
  });

  testReadAccess(service, (id, as) => get(id, {}, as));
});

describe('GET /api/contacts/{id}?at=', () => {
  const getAt = (id: string, at: string, as = tenant) => call(getContact, { ...as, id, method: 'GET', query: { at } });
  const patch = (id: string, body: object) => call(updateContact, { ...tenant, id, body });
  const project = async () => deliverRecords(projectChange, await readNewRecords());
  const now = () => new Date(Date.now()).toISOString();

  it('returns what was read at that time, also of a contact that is merged or was, in any histories', async () => {
    const fields = fc.record(
      {
        name: fc.constantFrom('Anna', 'Anna Smith', 'Bea'),
        email: fc.constantFrom(null, 'anna@a.example', 'bea@b.example'),
        companyName: fc.constantFrom(null, 'Acme'),
      },
      { requiredKeys: [] },
    );
    const step = fc.record({
      does: fc.constantFrom('patch', 'patch', 'merge', 'unmerge'),
      which: fc.nat(3),
      distance: fc.integer({ min: 1, max: 3 }),
      fields,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 20 }), fc.nat(1), async (steps, lag) => {
        const as = await service.tenant();
        const headers = { 'content-type': 'application/merge-patch+json' };
        const reads: { id: string; at: string; reply: Reply }[] = [];
        const read = async (id: string) => reads.push({ id, at: now(), reply: await get(id, {}, as) });
        const post = (handler: typeof mergeContacts | typeof unmergeContact, id: string, duplicateId: string) =>
          call(handler, { ...as, id, body: { duplicateId }, method: 'POST' });
        const ids = [];
        for (const name of ['Anna', 'Bea', 'Cleo', 'Dora']) ids.push((await create({ name }, as)).id);
        for (const { does, which, distance, fields } of steps) {
          const [id, other] = [ids[which], ids[(which + distance) % ids.length]];
          if (does === 'patch') await call(updateContact, { ...as, id, body: fields, headers });
          else if (does === 'merge') await post(mergeContacts, id, other);
          else await post(unmergeContact, (await get(id, {}, as)).body.id, id);
          passTime(1000);
          for (const each of does === 'patch' ? [id] : [id, other]) await read(each);
          passTime(1000);
        }
        // The newest change may not be projected yet.
        const records = await readNewRecords();
        for (const record of records.slice(0, records.length - lag)) await recordHistory(streamedContact(record));
        for (const { id, at, reply } of reads) {
          const { status, headers, body } = await getAt(id, at, as);
          const { etag, 'content-location': location } = reply.headers;
          expect([status, headers.etag, headers['content-location'], body]).toEqual([200, etag, location, reply.body]);
        }
      }),
      runOptions(3, 2500),
    );
  });

  it('returns a merged contact as it was before the merge, and the survivor for a time since', async () => {
    const [survivor, merged] = [await create({ name: 'Survivor' }), await create({ name: 'Merged' })];
    passTime(1000);
    const before = now();
    passTime(1000);
    await call(mergeContacts, { ...tenant, id: survivor.id, body: { duplicateId: merged.id }, method: 'POST' });
    passTime(1000);
    await project();
    const [then, since] = [await getAt(merged.id, before), await getAt(merged.id, now())];
    expect([then.body, then.headers['content-location']]).toEqual([merged, undefined]);
    expect([since.body.id, since.headers['content-location']]).toEqual([survivor.id, `/api/contacts/${survivor.id}`]);
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
