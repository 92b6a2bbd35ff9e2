import { handler as getSettings } from '../../../handlers/api/getSettings.ts';
import { handler as listApiKeys } from '../../../handlers/api/listApiKeys.ts';
import { handler as rollApiKey } from '../../../handlers/api/rollApiKey.ts';
import { parseApiKey } from '../../../lib/auth/apiKey.ts';
import { keyIdOf } from '../../../lib/contacts/apiKeys.ts';
import { call } from '../../support/call.ts';
import { captureLog } from '../../support/log.ts';
import { passTime } from '../../support/passTime.ts';
import { addApiKey, startService } from '../../support/service.ts';

const service = await startService();
const log = captureLog();

const idOf = (apiKey: string) => keyIdOf(parseApiKey(apiKey).hash);
const roll = (apiKey: string, key: string, body: object = {}) =>
  call(rollApiKey, { apiKey, id: idOf(key), method: 'POST', body });
const statusOf = async (apiKey: string) => (await call(getSettings, { apiKey, method: 'GET' })).status;

describe('POST /api/api-keys/{id}/roll', () => {
  it('makes a new key with the same name, kind and scopes, beside which the old one works for a day', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const old = await addApiKey(tenantId, ['settings:manage'], { name: 'Sync', kind: 'agent' });
    const { status, headers, body } = await roll(apiKey, old);
    expect([status, headers['cache-control']]).toEqual([201, 'no-store']);
    const described = { name: 'Sync', kind: 'agent', scopes: ['settings:manage'], createdBy: `key:${idOf(apiKey)}` };
    expect(body).toMatchObject({ ...described, id: idOf(body.key), expiresAt: null, replacedBy: null });
    passTime(23 * 3_600_000);
    expect([await statusOf(old), await statusOf(body.key)]).toEqual([200, 200]);
    passTime(3_600_000);
    expect([await statusOf(old), await statusOf(body.key)]).toEqual([401, 200]);
    const actor = `key:${idOf(apiKey)}`;
    const lines = log.filter(({ message }) => message === 'audit');
    expect(lines).toMatchObject([
      { change: 'api_key.rolled', tenantId, actor, id: idOf(old) },
      { change: 'api_key.created', tenantId, actor, id: idOf(body.key) },
    ]);
    expect(JSON.stringify(log)).not.toContain(body.key.slice(-50, -7));
  });

  it('ends the old key at once without an overlap, except in a warm function', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const old = await addApiKey(tenantId, ['settings:manage']);
    const { body } = await roll(apiKey, old, { overlapSeconds: 0 });
    expect([await statusOf(old), await statusOf(body.key)]).toEqual([401, 200]);
  });

  it('never lengthens the life of the old key, and lets the new one expire with it', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const old = await addApiKey(tenantId, ['settings:manage'], { expiresAt });
    const { body } = await roll(apiKey, old);
    expect(body.expiresAt).toBe(expiresAt);
    const { data } = (await call(listApiKeys, { apiKey, method: 'GET' })).body;
    const listed = data.find(({ id }: { id: string }) => id === idOf(old));
    expect(listed).toMatchObject({ expiresAt, replacedBy: body.id });
  });

  it('gives the new key another end if the request has one', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const old = await addApiKey(tenantId, ['settings:manage'], { expiresAt });
    const { body } = await roll(apiKey, old, { expiresAt: '2999-01-01T00:00:00Z' });
    expect(body.expiresAt).toBe('2999-01-01T00:00:00.000Z');
  });

  it('is 409 for a key that was rolled before, was revoked or has expired', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const rolled = await addApiKey(tenantId, ['settings:manage']);
    const { body } = await roll(apiKey, rolled);
    const past = new Date(Date.now() - 1000).toISOString();
    const revoked = await addApiKey(tenantId, ['settings:manage'], { revokedAt: past });
    const expired = await addApiKey(tenantId, ['settings:manage'], { expiresAt: past });
    const replies = await Promise.all([rolled, revoked, expired].map((key) => roll(apiKey, key)));
    const ended = 'The API key has expired or was revoked; create another';
    expect(replies.map(({ status, body: { error } }) => [status, error])).toEqual([
      [409, `The API key was rolled already, to ${body.id}`],
      [409, ended],
      [409, ended],
    ]);
  });

  it('refuses to show a key that can do more than the credential', async () => {
    const { tenantId, apiKey } = await service.tenant('keys:manage');
    const other = await addApiKey(tenantId, ['contacts:erase']);
    const { status, body } = await roll(apiKey, other);
    const error = 'The credential lacks contacts:erase, so it cannot grant it to a key';
    expect([status, body]).toEqual([403, { error }]);
  });

  it("is 404 for another tenant's key", async () => {
    const [{ apiKey }, other] = [await service.tenant(), await service.tenant()];
    expect((await roll(apiKey, other.apiKey)).status).toBe(404);
  });

  it.each<[object, string]>([
    [{ overlapSeconds: -1 }, 'overlapSeconds must be at least 0'],
    [{ overlapSeconds: 604_801 }, 'overlapSeconds must be at most 604800'],
    [{ overlapSeconds: '60' }, 'overlapSeconds must be an integer'],
    [{ overlapSeconds: 1.5 }, 'overlapSeconds must be an integer'],
    [{ expiresAt: '2020-01-31T00:00:00Z' }, 'expiresAt must be in the future'],
    [{ name: 'x' }, 'name is unknown or read-only'],
  ])('refuses %j', async (request, error) => {
    const { tenantId, apiKey } = await service.tenant();
    const reply = await roll(apiKey, await addApiKey(tenantId, ['settings:manage']), request);
    expect([reply.status, reply.body]).toEqual([400, { error }]);
  });
});
