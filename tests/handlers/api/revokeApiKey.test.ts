import { handler as getSettings } from '../../../handlers/api/getSettings.ts';
import { handler as listApiKeys } from '../../../handlers/api/listApiKeys.ts';
import { handler as revokeApiKey } from '../../../handlers/api/revokeApiKey.ts';
import { parseApiKey } from '../../../lib/auth/apiKey.ts';
import { keyIdOf } from '../../../lib/contacts/apiKeys.ts';
import { call } from '../../support/call.ts';
import { captureLog } from '../../support/log.ts';
import { passTime } from '../../support/passTime.ts';
import { addApiKey, startService } from '../../support/service.ts';

const service = await startService();
const log = captureLog();

const idOf = (apiKey: string) => keyIdOf(parseApiKey(apiKey).hash);
const revoke = (apiKey: string, id: string) => call(revokeApiKey, { apiKey, id, method: 'DELETE' });
const statusOf = async (apiKey: string) => (await call(getSettings, { apiKey, method: 'GET' })).status;

describe('DELETE /api/api-keys/{id}', () => {
  it('revokes a key, which then works nowhere for longer than a minute', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const other = await addApiKey(tenantId, ['settings:manage']);
    expect(await statusOf(other)).toBe(200);
    expect(await revoke(apiKey, idOf(other).toUpperCase())).toMatchObject({ status: 204, text: '' });
    passTime(61_000);
    expect([await statusOf(other), await statusOf(apiKey)]).toEqual([401, 200]);
    const revoked = { change: 'api_key.revoked', tenantId, actor: `key:${idOf(apiKey)}`, id: idOf(other) };
    expect(log).toContainEqual(expect.objectContaining(revoked));
  });

  it('is 204 again for a key that is revoked', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const id = idOf(await addApiKey(tenantId, ['crm:manage']));
    expect([(await revoke(apiKey, id)).status, (await revoke(apiKey, id)).status]).toEqual([204, 204]);
  });

  it('can revoke the credential of the request', async () => {
    const { apiKey } = await service.tenant();
    expect((await revoke(apiKey, idOf(apiKey))).status).toBe(204);
    passTime(61_000);
    expect(await statusOf(apiKey)).toBe(401);
  });

  it('takes effect at once for a key that manages keys', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const other = await addApiKey(tenantId, ['keys:manage']);
    const list = async () => (await call(listApiKeys, { apiKey: other, method: 'GET' })).status;
    expect(await list()).toBe(200);
    await revoke(apiKey, idOf(other));
    expect(await list()).toBe(401);
  });

  it('is 403 for the key of a person if the credential is that of an agent', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const agents = [1, 2].map(() => addApiKey(tenantId, ['keys:manage'], { kind: 'agent' }));
    const [agent = '', other = ''] = await Promise.all(agents);
    const error = 'An API key of kind agent can only revoke keys of kind agent';
    expect(await revoke(agent, idOf(apiKey))).toMatchObject({ status: 403, body: { error } });
    expect((await revoke(agent, idOf(other))).status).toBe(204);
  });

  it("is 404 for another tenant's key, as for one that does not exist", async () => {
    const { apiKey } = await service.tenant();
    const other = await service.tenant();
    const foreign = await revoke(apiKey, idOf(other.apiKey));
    const unknown = await revoke(apiKey, '0123456789ab');
    expect([foreign.status, foreign.text]).toEqual([404, '{"error":"API key not found"}']);
    expect([unknown.status, unknown.text]).toEqual([foreign.status, foreign.text]);
    expect(await statusOf(other.apiKey)).toBe(200);
  });

  it.each(['', '#lock', '0123456789a', '0123456789abc', '0123456789ag'])('is 400 for the id "%s"', async (id) => {
    const { apiKey } = await service.tenant();
    expect(await revoke(apiKey, id)).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^id must /) },
    });
  });
});
