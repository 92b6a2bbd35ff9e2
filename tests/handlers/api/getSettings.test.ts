import { handler as getSettings } from '../../../handlers/api/getSettings.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { call } from '../../support/call.ts';
import { startService } from '../../support/service.ts';

const service = await startService();
const path = '/api/settings';
const get = (credential: object) => call(getSettings, { ...credential, method: 'GET', path });
const empty = { ownDomains: [], freeMailExceptions: [] };

describe('GET /api/settings', () => {
  it('returns empty lists if the tenant has no settings', async () => {
    const { status, body } = await get(await service.tenant());
    expect([status, body]).toEqual([200, empty]);
  });

  it("returns the tenant's own settings and not those of another tenant", async () => {
    const [tenant, other] = [await service.tenant(), await service.tenant()];
    const body = { ownDomains: ['our-company.de'], freeMailExceptions: ['t-online.de'], crmAddressesProve: true };
    await call(putSettings, { ...tenant, method: 'PUT', path, body });
    const sweep = { startedAt: expect.any(String), finishedAt: null, contacts: 0 };
    expect((await get(tenant)).body).toEqual({ ...body, sweep });
    expect((await get(other)).body).toEqual(empty);
  });

  it('returns 403 without the scope settings:manage', async () => {
    const { status, body } = await get(await service.tenant('contacts:read', 'contacts:write'));
    expect([status, body]).toEqual([403, { error: 'The credential lacks the scope settings:manage' }]);
  });
});
