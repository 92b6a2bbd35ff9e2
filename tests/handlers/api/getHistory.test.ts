import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getHistory } from '../../../handlers/api/getHistory.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { cursorAt } from '../../../lib/dynamo/table/cursor.ts';
import { call, type Reply } from '../../support/call.ts';
import { testReadAccess } from '../../support/contactAccess.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import { mergeInto } from '../../support/merged.ts';
import { startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';

const service = await startService();
const readNewRecords = followStream();
const tenant = await service.tenant();

const project = async () => deliverRecords(projectChange, await readNewRecords());
const create = (body: object) => call(createContact, { ...tenant, body, method: 'POST' });
const get = (id: string, query = {}, as = tenant) =>
  call(getHistory, { ...as, id, method: 'GET', query, path: `/api/contacts/${id}/history` });

const requestIdOf = ({ headers }: Reply) => headers['x-request-id']?.slice(0, 13);

describe('GET /api/contacts/{id}/history', () => {
  it('returns each change that callers saw, the newest first, with its fields, source, author, request and time', async () => {
    const created = await create({ name: 'Anna Smith', email: 'anna@example.com' });
    const { id } = created.body;
    const changed = await call(updateContact, { ...tenant, id, body: { name: 'Bea Smith', phone: '+4930123456' } });
    await call(updateContact, { ...tenant, id, body: { name: 'Bea Smith' } });
    const linked = await call(linkContact, { ...tenant, id, body: { externalRef: 'crm-1' }, method: 'PUT' });
    await project();
    const { status, body } = await get(id);
    const actor = expect.stringMatching(/^key:[0-9a-f]{12}$/);
    const by = 'manual';
    expect([status, body]).toEqual([
      200,
      {
        data: [
          {
            version: 3,
            at: linked.body.updatedAt,
            actor,
            requestId: requestIdOf(linked),
            changes: [
              { field: 'externalRef', before: null, after: 'crm-1', source: by },
              { field: 'resolutionStatus', before: 'unresolved', after: 'manually_resolved', source: by },
            ],
          },
          {
            version: 2,
            at: changed.body.updatedAt,
            actor,
            requestId: requestIdOf(changed),
            changes: [
              { field: 'firstName', before: 'Anna', after: 'Bea', source: by },
              { field: 'phone', before: null, after: '+4930123456', source: by },
            ],
          },
          {
            version: 1,
            at: created.body.createdAt,
            actor,
            requestId: requestIdOf(created),
            changes: [
              { field: 'resolutionStatus', before: null, after: 'unresolved', source: by },
              { field: 'firstName', before: null, after: 'Anna', source: by },
              { field: 'lastName', before: null, after: 'Smith', source: by },
              { field: 'email', before: null, after: 'anna@example.com', source: by },
            ],
          },
        ],
      },
    ]);
  });

  it('names the message that created a contact, and a machine as the source of its values', async () => {
    const sender = { address: 'cleo@example.com', displayName: 'Cleo' };
    const ids = { messageId: 'm-7', tenantId: tenant.tenantId, channel: 'email', conversationId: 'c' };
    await deliver(detectSender, [
      messageOf('channel.message_received', { ...ids, sender, receivedAt: '2026-11-23T09:30:00Z' }),
    ]);
    const records = await readNewRecords();
    await deliverRecords(projectChange, records);
    const { body } = await get(records[0]?.dynamodb?.Keys?.contactId?.S ?? '');
    expect(body.data).toMatchObject([{ version: 1, actor: 'message:m-7' }]);
    expect(body.data[0].changes).toContainEqual({ field: 'firstName', before: null, after: 'Cleo', source: 'sender' });
  });

  it('returns pages, each change once, also while others are made', async () => {
    const { id } = (await create({ name: 'A' })).body;
    for (const name of ['B', 'C', 'D', 'E']) await call(updateContact, { ...tenant, id, body: { name } });
    await project();
    const first = await get(id, { limit: '2' });
    await call(updateContact, { ...tenant, id, body: { name: 'F' } });
    await project();
    const second = await get(id, { limit: '2', cursor: first.body.nextCursor });
    const third = await get(id, { limit: '2', cursor: second.body.nextCursor });
    const pages = [first, second, third].map(({ body }) =>
      body.data.map(({ version }: { version: number }) => version),
    );
    expect(pages).toEqual([[5, 4], [3, 2], [1]]);
    expect(Object.keys(third.body)).toEqual(['data']);
    expect((await get(id, { limit: '6' })).body).toEqual({ data: expect.any(Array) });
  });

  it("rejects another contact's cursor, and an edited one", async () => {
    const ids: string[] = [];
    for (const name of ['A', 'B']) {
      const { id } = (await create({ name })).body;
      await call(updateContact, { ...tenant, id, body: { name: `${name} ${name}` } });
      ids.push(id);
    }
    await project();
    const [one = '', other = ''] = ids;
    const { nextCursor } = (await get(one, { limit: '1' })).body;
    for (const [id, cursor] of [
      [other, nextCursor],
      [one, `${nextCursor}A`],
      [one, cursorAt(Buffer.from('x'), { tenantId: tenant.tenantId, history: one })],
    ])
      expect(await get(id, { limit: '1', cursor })).toMatchObject({ status: 400 });
  });

  it('returns the history of the survivor for a merged contact, and its path', async () => {
    const [survivor, merged] = [(await create({ name: 'Dora' })).body.id, (await create({ name: 'D.' })).body.id];
    await project();
    await mergeInto(tenant.tenantId, survivor, merged);
    const { headers, body } = await get(merged);
    expect(headers['content-location']).toBe(`/api/contacts/${survivor}/history`);
    expect(body.data).toMatchObject([
      { changes: expect.arrayContaining([expect.objectContaining({ after: 'Dora' })]) },
    ]);
  });

  testReadAccess(service, (id, as) => get(id, {}, as));
});
