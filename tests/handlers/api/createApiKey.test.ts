import { randomUUID } from 'node:crypto';
import { handler as createApiKey } from '../../../handlers/api/createApiKey.ts';
import { handler as getSettings } from '../../../handlers/api/getSettings.ts';
import { handler as listApiKeys } from '../../../handlers/api/listApiKeys.ts';
import { parseApiKey } from '../../../lib/auth/apiKey.ts';
import { keyIdOf, maxActive } from '../../../lib/contacts/apiKeys.ts';
import { listApiKeys as stored } from '../../../lib/dynamo/tenants/apiKeys.ts';
import { putApiKeys, someKey } from '../../support/apiKeys.ts';
import { call } from '../../support/call.ts';
import { captureLog } from '../../support/log.ts';
import { addApiKey, startService } from '../../support/service.ts';

const service = await startService();
const log = captureLog();

const body = { name: 'CRM sync', kind: 'person', scopes: ['settings:manage'] };
const create = (apiKey: string, more: object = {}) =>
  call(createApiKey, { apiKey, method: 'POST', body: { ...body, ...more } });

describe('POST /api/api-keys', () => {
  it('responds with a key that works at once, and that nothing else contains', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const expiresAt = '2999-01-01T02:00:00+02:00';
    const { status, headers, body: created } = await create(apiKey, { expiresAt });
    expect([status, headers['cache-control']]).toEqual([201, 'no-store']);
    const { key, ...shown } = created;
    expect(shown).toEqual({
      ...body,
      id: keyIdOf(parseApiKey(key).hash),
      createdAt: expect.any(String),
      createdBy: `key:${keyIdOf(parseApiKey(apiKey).hash)}`,
      expiresAt: '2999-01-01T00:00:00.000Z',
      revokedAt: null,
      replacedBy: null,
    });
    expect(key).toMatch(/^ctk_test_/);
    expect((await call(getSettings, { apiKey: key, method: 'GET' })).status).toBe(200);
    expect((await create(key)).status).toBe(403);
    const secret = key.slice(-50, -7);
    expect(JSON.stringify(await stored(tenantId))).not.toContain(secret);
    expect((await call(listApiKeys, { apiKey, method: 'GET' })).text).not.toContain(secret);
    expect(JSON.stringify(log)).not.toContain(secret);
  });

  it('logs who created which key, but neither its name nor the key', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const { body: created } = await create(apiKey, { name: 'Mary Smith' });
    expect(log).toContainEqual({
      level: 'info',
      message: 'audit',
      change: 'api_key.created',
      requestId: expect.any(String),
      tenantId,
      actor: created.createdBy,
      id: created.id,
    });
  });

  it('begins keys with ctk_live_ where the stage is live', async () => {
    const { apiKey } = await service.tenant();
    process.env.API_KEY_MODE = 'live';
    const { body: created } = await create(apiKey);
    process.env.API_KEY_MODE = 'test';
    expect(created.key).toMatch(/^ctk_live_/);
  });

  it('refuses to grant what the credential lacks', async () => {
    const { tenantId, apiKey } = await service.tenant('keys:manage', 'contacts:read');
    const scopes = ['contacts:read', 'contacts:write', 'crm:manage'];
    const { status, text } = await create(apiKey, { scopes });
    const error = 'The credential lacks contacts:write, crm:manage, so it cannot grant it to a key';
    expect([status, JSON.parse(text)]).toEqual([403, { error }]);
    expect(await stored(tenantId)).toHaveLength(1);
    expect((await create(apiKey, { scopes: ['contacts:read', 'keys:manage'] })).status).toBe(201);
  });

  it.each<[string, object, string]>([
    ['no scopes', { scopes: [] }, 'scopes must have at least 1 item'],
    ['an unknown scope', { scopes: ['contacts:raed'] }, 'scopes/0 must be one of contacts:read, contacts:write'],
    ['the same scope twice', { scopes: ['crm:manage', 'crm:manage'] }, 'scopes must not have duplicate items'],
    ['another kind', { kind: 'robot' }, 'kind must be one of person, agent'],
    ['no kind', { kind: undefined }, 'kind is missing'],
    ['an empty name', { name: ' ' }, 'name must not be empty'],
    ['a name that could command a terminal', { name: 'a\u001b[2Jb' }, 'name must be one line of text'],
    ['a name of two lines', { name: 'a\nb' }, 'name must be one line of text'],
    ['an invisible name', { name: '\u3164\u200b' }, 'name must be one line of text'],
    ['a long name', { name: 'a'.repeat(101) }, 'name must have at most 100 characters'],
    ['a past date', { expiresAt: '2020-01-31T00:00:00Z' }, 'expiresAt must be in the future'],
    ['no date', { expiresAt: 'soon' }, 'expiresAt must be a date and time'],
  ])('refuses %s', async (_, more, sentence) => {
    const { apiKey } = await service.tenant();
    const reply = await create(apiKey, more);
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(sentence)]);
  });

  it('creates no more keys than a tenant may have, also where many are requested at once', async () => {
    const { tenantId, apiKey } = await service.tenant();
    await putApiKeys(Array.from({ length: maxActive - 3 }, () => someKey(tenantId)));
    const replies = await Promise.all(Array.from({ length: 6 }, () => create(apiKey)));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 422, 422, 422, 422]);
    const error = 'The tenant has 100 API keys; revoke one that is no longer used';
    expect(replies.find(({ status }) => status === 422)?.body).toEqual({ error });
  });

  it('creates no keys without end by revoking them', async () => {
    const { tenantId, apiKey } = await service.tenant();
    const revokedAt = new Date().toISOString();
    await putApiKeys(Array.from({ length: 499 }, () => someKey(tenantId, { revokedAt })));
    const { status, body: refused } = await create(apiKey);
    expect([status, refused.error]).toEqual([422, 'The tenant has made 500 API keys within 30 days']);
  });

  it('is 403 without keys:manage', async () => {
    const apiKey = await addApiKey(randomUUID(), ['contacts:write', 'settings:manage']);
    expect((await create(apiKey)).status).toBe(403);
  });
});
