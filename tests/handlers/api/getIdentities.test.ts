import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getIdentities } from '../../../handlers/api/getIdentities.ts';
import { call } from '../../support/call.ts';
import { testReadAccess } from '../../support/contactAccess.ts';
import { mergeInto } from '../../support/merged.ts';
import { startService } from '../../support/service.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
const tenant = await service.tenant();

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = (id: string, as = tenant) => call(getIdentities, { ...as, id, method: 'GET' });

describe('GET /api/contacts/{id}/identities', () => {
  it('lists all identities: first those that messages came from, the oldest at the top', async () => {
    const created = await create({ email: 'typed@acme.de' });
    await setAttributes(tenant.tenantId, created.id, {
      identities: {
        'email#typed@acme.de': { kind: 'email', value: 'typed@acme.de', confirmed: [1, 'key:1'] },
        'email#mentioned@acme.de': { kind: 'email', value: 'mentioned@acme.de' },
        'phone#+4915112345678': {
          kind: 'phone',
          value: '+4915112345678',
          channel: 'sms',
          verified: [2000, 'message:2'],
        },
        'chat#visitor': { kind: 'chat', value: 'visitor', channel: 'chat', verified: [1000, 'message:1'] },
      },
    });
    const { status, body } = await get(created.id);
    const id = expect.stringMatching(/^[0-9a-f]{16}$/);
    const verified = (seenAt: string) => ({ strength: 'verified', seenAt });
    expect([status, body]).toEqual([
      200,
      [
        { id, kind: 'chat', value: 'visitor', channel: 'chat', ...verified('1970-01-01T00:00:01.000Z') },
        { id, kind: 'phone', value: '+4915112345678', channel: 'sms', ...verified('1970-01-01T00:00:02.000Z') },
        { id, kind: 'email', value: 'mentioned@acme.de', channel: null, strength: 'reported', seenAt: null },
        { id, kind: 'email', value: 'typed@acme.de', channel: null, strength: 'confirmed', seenAt: null },
      ],
    ]);
  });

  it('writes an address that no message came from as the first source in precedence does', async () => {
    const { id } = await create({ email: 'Written@Acme.de' });
    const identity = { kind: 'email', value: 'WRITTEN@acme.de' };
    await setAttributes(tenant.tenantId, id, { identities: { 'email#written@acme.de': identity } });
    expect((await get(id)).body).toMatchObject([{ value: 'Written@Acme.de' }]);
  });

  it('returns the identities of the survivor for a merged contact, and the path of the survivor', async () => {
    const [survivor, merged] = [await create({ email: 'survivor@acme.de' }), await create({ email: 'merged@acme.de' })];
    await mergeInto(tenant.tenantId, survivor.id, merged.id);
    const { status, headers, body } = await get(merged.id);
    expect([status, headers['content-location']]).toEqual([200, `/api/contacts/${survivor.id}/identities`]);
    expect(body).toMatchObject([{ value: 'merged@acme.de' }, { value: 'survivor@acme.de' }]);
    expect((await get(survivor.id)).headers['content-location']).toBeUndefined();
  });

  testReadAccess(service, get);
});
