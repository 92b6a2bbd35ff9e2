import { handler as getSettings } from '../../../handlers/api/getSettings.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { call } from '../../support/call.ts';
import { startService } from '../../support/service.ts';
import { readItems } from '../../support/table.ts';

const service = await startService();
const settings = { ownDomains: ['our-company.de', 'bücher.example'], freeMailExceptions: ['t-online.de'] };
const path = '/api/settings';
const get = (credential: object) => call(getSettings, { ...credential, method: 'GET', path });
const put = (credential: object, body: unknown, headers = {}) =>
  call(putSettings, { ...credential, method: 'PUT', path, body: Object(body), headers });

describe('PUT /api/settings', () => {
  it('replaces all settings of the tenant, and of no other', async () => {
    const [tenant, other] = [await service.tenant(), await service.tenant()];
    const empty = { ownDomains: [], freeMailExceptions: [] };
    expect((await get(tenant)).body).toEqual(empty);
    expect(await put(tenant, settings)).toMatchObject({ status: 200, body: settings });
    expect((await get(tenant)).body).toEqual(settings);
    expect((await get(other)).body).toEqual(empty);
    await put(tenant, empty);
    expect((await get(tenant)).body).toEqual(empty);
  });

  it('makes no contact of the settings', async () => {
    const tenant = await service.tenant();
    await put(tenant, settings);
    expect((await readItems(tenant.tenantId)).contacts).toEqual([]);
  });

  it.each([
    ['a list', [], 'the body must be a JSON object'],
    ['half of them', { ownDomains: [] }, 'freeMailExceptions is missing'],
    ['an unknown key', { ...settings, colour: 'blue' }, 'colour is unknown or read-only'],
    ['no lists', { ...settings, ownDomains: 'acme.de' }, 'ownDomains must be an array'],
    ['no domain', { ...settings, ownDomains: ['acme'] }, 'ownDomains/0 must be a domain, for example acme-customer.de'],
    [
      'an address',
      { ...settings, ownDomains: ['a@acme.de'] },
      'ownDomains/0 must be a domain, for example acme-customer.de',
    ],
    [
      'a public suffix',
      { ownDomains: ['co.uk'], freeMailExceptions: ['a.de', 'github.io'] },
      'ownDomains/0 must be a domain that somebody owns, not a public suffix; ' +
        'freeMailExceptions/1 must be a domain that somebody owns, not a public suffix',
    ],
    ['a domain twice', { ...settings, ownDomains: ['a.de', 'a.de'] }, 'ownDomains must not have duplicate items'],
    [
      'too many',
      { ...settings, ownDomains: Array.from({ length: 101 }, (_, i) => `a${i}.de`) },
      'ownDomains must have at most 100 items',
    ],
  ])('with %s is 400', async (_, body, error) => {
    expect(await put(await service.tenant(), body)).toMatchObject({ status: 400, body: { error } });
  });

  it('needs the scope settings:manage, as GET does', async () => {
    const tenant = await service.tenant('contacts:read', 'contacts:write');
    for (const { status, body } of [await put(tenant, settings), await get(tenant)]) {
      expect([status, body]).toEqual([403, { error: 'The credential lacks the scope settings:manage' }]);
    }
  });
});
