import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as exportContact } from '../../../handlers/api/exportContact.ts';
import { handler as getHistory } from '../../../handlers/api/getHistory.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { writeEach } from '../../../lib/dynamo/table/batches.ts';
import { dataOf, historyOf, keys } from '../../../lib/dynamo/table/keys.ts';
import { call } from '../../support/call.ts';
import { canaryBytes, createCanary } from '../../support/canary.ts';
import { startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import { readPartition } from '../../support/table.ts';

const service = await startService();
const readNewRecords = followStream();

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (each instanceof Set ? [...each] : each)).toLowerCase();

/** The words with which data of the canary begins, ends or goes on, in a text in lower case. */
const canaryWords = (text: string) =>
  new Set(text.match(new RegExp(`[\\w.@+-]*(?:${canaryBytes.source})[\\w.@+-]*`, 'g')));

describe('GET /api/contacts/{id}/export', () => {
  it('shows everything of a person that is in the table, in every kind of item', async () => {
    const tenant = await service.tenant();
    await readNewRecords();
    const { id, other, survivor } = await createCanary(tenant);
    await deliverRecords(projectChange, await readNewRecords());
    const { status, body } = await call(exportContact, { ...tenant, id: id.toUpperCase(), method: 'GET' });
    expect(status).toBe(200);
    const items = (await readPartition(tenant.tenantId)).filter((item) => canaryBytes.test(textOf(item)));
    const kinds = Object.keys(dataOf).filter((kind) => Object(dataOf)[kind] === 'person');
    expect(new Set(items.map(({ contactId }) => String(contactId).split('#')[1] ?? 'contact'))).toEqual(new Set(kinds));
    expect([...canaryWords(textOf(items)).difference(canaryWords(textOf(body)))]).toEqual([]);
    expect(body.suggestions).toMatchObject([
      { id: other, reasons: [{ field: 'email', value: 'other@one.example', score: null }] },
      { id: survivor, reasons: [], dismissedAt: expect.any(String) },
    ]);
    const entries = items.filter(({ contactId }) => String(contactId).startsWith(historyOf(id)));
    expect(body.history.data).toHaveLength(entries.length);
  });

  it('has the last 1,000 changes, and a cursor of the history for the rest', async () => {
    const tenant = await service.tenant();
    const { body: contact } = await call(createContact, { ...tenant, body: { name: 'Anna' }, method: 'POST' });
    const { id: contactId, createdAt: at, resolutionStatus } = contact;
    const after = { firstName: 'Anna', resolutionStatus };
    await writeEach(
      Array.from({ length: 1001 }, (_, i) => {
        const place = { tenantId: tenant.tenantId, contactId: keys.history(contactId, i + 1) };
        const entry = { version: i + 1, at, after, changed: {}, actor: 'key:1', writeId: '0123456789ab' };
        return { PutRequest: { Item: { ...place, ...entry } } };
      }),
    );
    const request = { ...tenant, id: contactId, method: 'GET' };
    const { data, nextCursor: cursor } = (await call(exportContact, request)).body.history;
    expect([data.length, data[0].version]).toEqual([1000, 1001]);
    const rest = await call(getHistory, { ...request, query: { cursor } });
    expect(rest.body).toMatchObject({ data: [{ version: 1 }] });
  });

  it('returns 404 for an unknown contact', async () => {
    const tenant = await service.tenant();
    const id = '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55';
    expect(await call(exportContact, { ...tenant, id, method: 'GET' })).toMatchObject({ status: 404 });
  });
});
