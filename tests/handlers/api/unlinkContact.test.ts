import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { findResolution } from '../../../lib/dynamo/resolution/resolution.ts';
import { call } from '../../support/call.ts';
import { storeCrmMatch } from '../../support/crmMatch.ts';
import { beforeRetry, cancelled, interceptFirst } from '../../support/dynamoDbProxy.ts';
import { mergeInto } from '../../support/merged.ts';
import { startService } from '../../support/service.ts';

const service = await startService();
let tenant = await service.tenant();

beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
});

const externalRef = 'crm-1';
const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const unlink = (id: string, more = {}) =>
  call(unlinkContact, { ...tenant, id, method: 'DELETE', path: `/api/contacts/${id}/link`, ...more });
const link = (id: string, ref = externalRef) =>
  call(linkContact, { ...tenant, id, body: { externalRef: ref }, method: 'PUT' });
const findByRef = async () =>
  (await call(listContacts, { ...tenant, query: { externalRef }, method: 'GET' })).body.data;

describe('DELETE /api/contacts/{id}/link', () => {
  it('makes the contact unresolved and removes the values of the CRM', async () => {
    const created = await create({ email: 'unlink@example.com' });
    await storeCrmMatch(tenant.tenantId, created.id, externalRef);
    const { status, headers, body } = await unlink(created.id);
    expect([status, headers.etag, body]).toEqual([200, '"2"', { ...created, updatedAt: body.updatedAt }]);
    expect((await call(getContact, { ...tenant, id: created.id, method: 'GET' })).body).toEqual(body);
  });

  it('removes the company that a person stated with the link', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const body = { externalRef, companyName: 'Acme' };
    expect((await call(linkContact, { ...tenant, id, body, method: 'PUT' })).body.companyName).toBe('Acme');
    expect((await unlink(id)).body).toMatchObject({ companyName: null, firstName: 'Anna' });
  });

  it('releases the record, so that another contact can be linked to it', async () => {
    const { id } = await create({ name: 'Anna' });
    await link(id);
    await unlink(id);
    expect(await findByRef()).toEqual([]);
    const other = await create({ name: 'Other' });
    expect((await link(other.id)).status).toBe(200);
    expect(await findByRef()).toMatchObject([{ id: other.id }]);
  });

  it('remembers each record that the contact was linked to, so that no machine links it again', async () => {
    const { id } = await create({ name: 'Anna' });
    for (const ref of ['crm-1', 'crm-2', 'crm-3']) {
      await link(id, ref);
      if (ref !== 'crm-2') await unlink(id);
    }
    expect(await findResolution(tenant.tenantId, id)).toMatchObject({ refused: ['crm-1', 'crm-2', 'crm-3'] });
  });

  it('returns a contact that is not linked and writes nothing', async () => {
    const created = await create({ name: 'Anna' });
    service.proxy.operations.length = 0;
    const { status, headers, body } = await unlink(created.id);
    expect([status, headers.etag, body]).toEqual([200, '"1"', created]);
    expect(service.proxy.operations).toContain('GetItem');
    expect(service.proxy.operations.filter((operation) => /Update|Put|Delete|Write/.test(operation))).toEqual([]);
  });

  it('changes the contact once if the reply of DynamoDB is lost', async () => {
    const { id } = await create({ name: 'Anna' });
    await link(id);
    const isLost = interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
    const { status, headers } = await unlink(id);
    expect([status, headers.etag, isLost()]).toEqual([200, '"3"', true]);
  });

  it('does not undo a later link if its attempt conflicts with one whose reply was lost', async () => {
    const { id } = await create({ name: 'Anna' });
    await link(id);
    const fault = { replaceReply: cancelled('TransactionConflict') };
    const isRepeated = beforeRetry(service.proxy, 'TransactWriteItems', () => link(id), fault);
    const { status, headers, body } = await unlink(id, { headers: { 'if-match': '"2"' } });
    expect([status, headers.etag, body.externalRef, isRepeated()]).toEqual([200, '"4"', externalRef, true]);
    expect(await findByRef()).toMatchObject([{ id }]);
  });

  it('unlinks the survivor of a merged contact and returns its path', async () => {
    const [survivor, merged] = [await create({ name: 'Survivor' }), await create({ name: 'Merged' })];
    await link(survivor.id);
    await mergeInto(tenant.tenantId, survivor.id, merged.id);
    const { headers, body } = await unlink(merged.id);
    expect([headers['content-location'], body.id, body.externalRef]).toEqual([
      `/api/contacts/${survivor.id}`,
      survivor.id,
      null,
    ]);
  });

  it('returns 412 and the current etag for a stale if-match', async () => {
    const { id } = await create({ name: 'Anna' });
    const { status, headers } = await unlink(id, { headers: { 'if-match': '"9"' } });
    expect([status, headers.etag]).toEqual([412, '"1"']);
  });

  it("returns 404 for an unknown contact and for another tenant's contact, which stays linked", async () => {
    const { id } = await create({ name: 'Foreign' });
    const foreign = (await link(id)).body;
    const owner = tenant;
    tenant = await service.tenant();
    for (const each of [id, randomUUID()]) {
      expect(await unlink(each)).toMatchObject({ status: 404, body: { error: 'Contact not found' } });
    }
    expect((await call(getContact, { ...owner, id, method: 'GET' })).body).toEqual(foreign);
  });

  it('returns 400 for an id that is not a UUID', async () => {
    expect(await unlink('x')).toMatchObject({ status: 400, body: { error: 'id must be a UUID' } });
  });

  it('returns 403 without the scope contacts:write', async () => {
    const reader = await service.tenant('contacts:read');
    expect(await unlink(randomUUID(), reader)).toMatchObject({
      status: 403,
      body: { error: 'The credential lacks the scope contacts:write' },
    });
  });
});
