import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getIdentities } from '../../../handlers/api/getIdentities.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { call } from '../../support/call.ts';
import { startService } from '../../support/service.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
const tenant = await service.tenant();

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;

const set = (contactId: string, attributes: object) => setAttributes(tenant.tenantId, contactId, attributes);

describe('GET /api/contacts/{id}/sources', () => {
  it('says of each field which source counts, since when and by whom, and what others say', async () => {
    const { id } = await create({ name: 'X' });
    const at = (n: number) => Date.UTC(2026, 10, n);
    await set(id, {
      sources: {
        manual: { companyName: [null, at(4), 'user:anna'] },
        crm: { firstName: ['Anna', at(3), 'crm:1'], lastName: ['Smith', at(3), 'crm:1'] },
        sender: {
          firstName: ['A.', at(1), 'message:1'],
          lastName: [null, at(1), 'message:1'],
          email: ['a@acme.de', at(1), 'message:1'],
        },
        domain: { companyName: ['Acme', at(2), 'domain:acme.de', 'acme.de'] },
      },
    });
    const { status, body } = await call(getSources, { ...tenant, id, method: 'GET' });
    const since = (n: number) => new Date(at(n)).toISOString();
    expect([status, body]).toEqual([
      200,
      {
        firstName: {
          value: 'Anna',
          source: 'crm',
          since: since(3),
          by: 'crm:1',
          others: [{ source: 'sender', value: 'A.', since: since(1), by: 'message:1' }],
        },
        lastName: {
          value: 'Smith',
          source: 'crm',
          since: since(3),
          by: 'crm:1',
          others: [{ source: 'sender', value: null, since: since(1), by: 'message:1' }],
        },
        email: { value: 'a@acme.de', source: 'sender', since: since(1), by: 'message:1', others: [] },
        phone: { value: null, source: null, since: null, by: null, others: [] },
        companyName: {
          value: null,
          source: 'manual',
          since: since(4),
          by: 'user:anna',
          others: [{ source: 'domain', value: 'Acme', since: since(2), by: 'domain:acme.de' }],
        },
        resolution: null,
      },
    ]);
  });
});

describe('GET /api/contacts/{id}/identities', () => {
  it('lists all of them, those that messages came from first', async () => {
    const { id } = await create({ email: 'typed@acme.de' });
    await set(id, {
      identities: {
        'email#typed@acme.de': { kind: 'email', value: 'typed@acme.de' },
        'phone#+4915112345678': { kind: 'phone', value: '+4915112345678', channel: 'sms', seenAt: 2000 },
        'chat#visitor': { kind: 'chat', value: 'visitor', channel: 'chat', seenAt: 1000 },
      },
    });
    const { status, body } = await call(getIdentities, { ...tenant, id, method: 'GET' });
    expect([status, body]).toEqual([
      200,
      [
        { kind: 'chat', value: 'visitor', channel: 'chat', seenAt: '1970-01-01T00:00:01.000Z' },
        { kind: 'phone', value: '+4915112345678', channel: 'sms', seenAt: '1970-01-01T00:00:02.000Z' },
        { kind: 'email', value: 'typed@acme.de', channel: null, seenAt: null },
      ],
    ]);
  });
});

describe.each([
  ['sources', getSources],
  ['identities', getIdentities],
])('GET /api/contacts/{id}/%s', (part, handler) => {
  it('of a merged contact answers for the survivor and tells its path', async () => {
    const [survivor, merged] = [await create({ name: 'S' }), await create({ name: 'M' })];
    await set(merged.id, { mergedInto: survivor.id });
    const { status, headers, body } = await call(handler, { ...tenant, id: merged.id, method: 'GET' });
    const own = await call(handler, { ...tenant, id: survivor.id, method: 'GET' });
    expect([status, headers['content-location'], body]).toEqual([
      200,
      `/api/contacts/${survivor.id}/${part}`,
      own.body,
    ]);
    expect(own.headers['content-location']).toBeUndefined();
  });

  it('is 404 for nobody and for the contact of another tenant, 400 for what is no id, 403 without the scope', async () => {
    const other = await service.tenant();
    const foreign = (await call(createContact, { ...other, body: { name: 'Foreign' }, method: 'POST' })).body;
    const writer = await service.tenant('contacts:write');
    const asked = [
      { ...tenant, id: foreign.id },
      { ...tenant, id: randomUUID() },
      { ...tenant, id: 'x' },
      { ...writer, id: randomUUID() },
    ];
    const answers = await Promise.all(asked.map((request) => call(handler, { ...request, method: 'GET' })));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400, 403]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
  });
});
