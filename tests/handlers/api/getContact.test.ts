import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { call } from '../../support/call.ts';
import { testReadAccess } from '../../support/contactAccess.ts';
import { startService } from '../../support/service.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
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
