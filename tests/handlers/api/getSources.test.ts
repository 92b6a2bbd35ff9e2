import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { unspecified } from '../../../lib/contacts/sources.ts';
import { call } from '../../support/call.ts';
import { testReadAccess } from '../../support/contactAccess.ts';
import { mergeInto } from '../../support/merged.ts';
import { startService } from '../../support/service.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
const tenant = await service.tenant();

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = (id: string, as = tenant) => call(getSources, { ...as, id, method: 'GET' });

const set = (contactId: string, attributes: object) => setAttributes(tenant.tenantId, contactId, attributes);

describe('GET /api/contacts/{id}/sources', () => {
  it('returns the value, source, time and author of each field, and the values of other sources', async () => {
    const { id } = await create({ name: 'X' });
    const at = (n: number) => Date.UTC(2026, 10, n);
    await set(id, {
      sources: {
        manual: { companyName: [null, at(4), 'user:anna'] },
        crm: { firstName: ['Anna', at(3), 'crm:1'], lastName: ['Smith', at(3), 'crm:1'] },
        sender: {
          firstName: ['A.', at(1), 'message:1'],
          lastName: unspecified,
          email: ['a@acme.de', at(1), 'message:1'],
        },
        domain: { companyName: ['Acme', at(2), 'domain:acme.de', 'acme.de'] },
      },
    });
    const { status, body } = await get(id);
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
          others: [],
        },
        email: { value: 'a@acme.de', source: 'sender', since: since(1), by: 'message:1', others: [] },
        phone: { value: null, source: null, since: null, by: null, others: [] },
        companyName: {
          value: null,
          source: 'manual',
          since: since(4),
          by: 'user:anna',
          // A derived company is asserted since the email is.
          others: [{ source: 'domain', value: 'Acme', since: since(1), by: 'domain:acme.de' }],
        },
        resolution: null,
      },
    ]);
  });

  it('returns for the name of a sender the newest message that gave it, which only a claim remembers', async () => {
    const key = 'email#a@acme.de';
    const verified = [Date.UTC(2026, 10, 1), 'message:1'];
    const first = { kind: 'email', value: 'a@acme.de', channel: 'email', verified };
    const { id } = await create({ name: 'X' });
    const sender = { firstName: ['Anna', ...verified], lastName: unspecified };
    await set(id, { sources: { manual: {}, sender }, identities: { [key]: first } });
    await set(`#identity#${key}`, { ownerId: id, verified, named: ['Anna', Date.UTC(2026, 10, 2), 'message:2'] });
    const named = { value: 'Anna', source: 'sender', since: '2026-11-02T00:00:00.000Z', by: 'message:2' };
    expect((await get(id)).body.firstName).toMatchObject(named);
  });

  it('returns the sources of the survivor for a merged contact, and the path of the survivor', async () => {
    const [survivor, merged] = [await create({ name: 'Survivor' }), await create({ name: 'Merged' })];
    await mergeInto(tenant.tenantId, survivor.id, merged.id);
    const { status, headers, body } = await get(merged.id);
    expect([status, headers['content-location']]).toEqual([200, `/api/contacts/${survivor.id}/sources`]);
    expect(body.firstName).toMatchObject({ value: 'Survivor', source: 'manual' });
    expect((await get(survivor.id)).headers['content-location']).toBeUndefined();
  });

  testReadAccess(service, get);
});
