import { randomUUID } from 'node:crypto';
import { handler as createWebhook } from '../../../handlers/api/createWebhook.ts';
import { handler as deleteWebhook } from '../../../handlers/api/deleteWebhook.ts';
import { handler as listWebhooks } from '../../../handlers/api/listWebhooks.ts';
import { handler as rotateWebhookSecret } from '../../../handlers/api/rotateWebhookSecret.ts';
import { handler as updateWebhook } from '../../../handlers/api/updateWebhook.ts';
import { getWebhook, updateWebhook as update } from '../../../lib/dynamo/webhooks/webhooks.ts';
import { webhookSecrets } from '../../../lib/webhooks/secrets.ts';
import { call } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { captureLog } from '../../support/log.ts';
import { passTime } from '../../support/passTime.ts';
import { startService, type Tenant } from '../../support/service.ts';

const service = await startService();
const store = await allowCrms();
const logged = captureLog();
const url = 'http://127.0.0.1:9/hook';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await service.tenant();
  logged.length = 0;
});

const create = (body: object = { url }) => call(createWebhook, { ...tenant, body, method: 'POST' });
const list = async () => (await call(listWebhooks, { ...tenant, method: 'GET' })).body.data;
const patch = (id: string, body: object, headers = {}) => call(updateWebhook, { ...tenant, id, body, headers });
const rotate = (id: string, body = {}) => call(rotateWebhookSecret, { ...tenant, id, body, method: 'POST' });
const remove = (id: string) => call(deleteWebhook, { ...tenant, id, method: 'DELETE' });
const secretsOf = async (id: string) => webhookSecrets(await getWebhook(tenant.tenantId, id));
const audited = () => logged.flatMap(({ message, change }) => (message === 'audit' ? [change] : []));

it('POST /api/webhooks shows the secret once, and the list has the webhook without it', async () => {
  const described = { url, eventTypes: ['contact.created'], changedFields: ['email', 'phone'], description: 'Billing' };
  const { status, body } = await create(described);
  const { secret, ...webhook } = body;
  expect([status, webhook]).toEqual([
    201,
    {
      ...described,
      id: expect.any(String),
      status: 'enabled',
      disabledReason: null,
      failingSince: null,
      createdAt: expect.any(String),
      changedAt: webhook.createdAt,
      changedBy: expect.stringMatching(/^key:/),
    },
  ]);
  expect(await list()).toEqual([webhook]);
  expect(await secretsOf(webhook.id)).toEqual([secret]);
  expect(audited()).toEqual(['webhook.created']);
  expect(JSON.stringify(logged)).not.toContain(secret.slice(6));
  const other = await create({ url });
  expect(other.body).toMatchObject({ eventTypes: null, changedFields: null, description: null });
  expect(await list()).toHaveLength(2);
});

it('POST /api/webhooks refuses an eleventh webhook, and stores no secret for it', async () => {
  for (let n = 0; n < 10; n++) expect((await create()).status).toBe(201);
  const before = await store.secrets();
  expect(await create()).toMatchObject({
    status: 422,
    body: { error: 'A tenant has at most 10 webhooks; delete one first' },
  });
  expect(await store.secrets()).toBe(before);
});

describe('the URL of a webhook', () => {
  const refused = [
    ['ftp://hooks.example/a', 'url must be an https URL'],
    ['http://93.184.216.34/a', "url: The server's IP address is not public."],
    ['https://10.0.0.1/a', "url: The server's IP address is not public."],
    ['https://[fd00::1]/a', "url: The server's IP address is not public."],
    ['https://169.254.169.254/latest', "url: The server's IP address is not public."],
    ['https://93.184.216.34:8443/a', 'url: The URL must have no other port than 443.'],
  ] as const;

  it.each(refused)('must not be %s in a POST or PATCH', async (url, error) => {
    expect(await create({ url })).toMatchObject({ status: 400, body: { error } });
    const { body } = await create();
    expect(await patch(body.id, { url })).toMatchObject({ status: 400, body: { error } });
    expect(await list()).toMatchObject([{ url: 'http://127.0.0.1:9/hook' }]);
  });

  it('is https only, unless the service runs on a machine of a developer', async () => {
    process.env.OUTBOUND_ALLOW_LOOPBACK = '';
    const { status, body } = await create();
    process.env.OUTBOUND_ALLOW_LOOPBACK = 'true';
    expect([status, body]).toEqual([400, { error: 'url: The URL must start with https://.' }]);
    expect((await create({ url: 'https://93.184.216.34/a' })).status).toBe(201);
  });
});

describe('PATCH /api/webhooks/{id}', () => {
  it('changes only what it has, and null clears in a merge patch', async () => {
    const { body } = await create({ url, eventTypes: ['contact.created'], description: 'Billing' });
    const { secret, ...webhook } = body;
    passTime(1000);
    const changed = await patch(webhook.id, { changedFields: ['email'] });
    const { changedAt } = changed.body;
    expect([changed.status, changed.body]).toEqual([200, { ...webhook, changedFields: ['email'], changedAt }]);
    expect(changedAt > webhook.changedAt).toBe(true);
    const mergePatch = { 'content-type': 'application/merge-patch+json' };
    const cleared = await patch(webhook.id, { eventTypes: null, description: null, changedFields: null }, mergePatch);
    expect(cleared.body).toMatchObject({ eventTypes: null, description: null, changedFields: null, url });
    expect(await patch(webhook.id, { description: null })).toMatchObject({ status: 400 });
    expect(await secretsOf(webhook.id)).toEqual([secret]);
  });

  it('changes nothing with the same values, and says nothing to the audit log', async () => {
    const { body } = await create();
    logged.length = 0;
    passTime(1000);
    const { secret: _, ...webhook } = body;
    for (const same of [{}, { url }, { status: 'enabled' }])
      expect(await patch(webhook.id, same)).toMatchObject({ status: 200, body: webhook });
    expect(audited()).toEqual([]);
  });

  it('disables a webhook, and enables one that failed', async () => {
    const { id } = (await create()).body;
    expect((await patch(id, { status: 'disabled' })).body).toMatchObject({ disabledReason: 'person' });
    const webhook = await getWebhook(tenant.tenantId, id);
    await update(webhook, { disabledReason: 'failing', failingSince: '2026-11-23T09:30:00.000Z' }, {});
    expect((await patch(id, { status: 'enabled' })).body).toMatchObject({
      status: 'enabled',
      disabledReason: null,
      failingSince: null,
    });
    expect(audited()).toEqual(['webhook.created', 'webhook.changed', 'webhook.changed']);
  });
});

describe('POST /api/webhooks/{id}/rotate', () => {
  it('makes a new secret, beside which the old one is valid for a day, or as long as it says', async () => {
    const { id, secret: first } = (await create()).body;
    const { secret: second } = (await rotate(id)).body;
    expect(await secretsOf(id)).toEqual([second, first]);
    passTime(86_400_000);
    expect(await secretsOf(id)).toEqual([second]);
    const third = await rotate(id, { overlapSeconds: 0 });
    expect([third.status, await secretsOf(id)]).toEqual([200, [third.body.secret]]);
    expect(audited()).toEqual(['webhook.created', 'webhook.secret_rotated', 'webhook.secret_rotated']);
  });

  it('makes one new secret where two requests come at once', async () => {
    const { id, secret } = (await create()).body;
    const replies = await Promise.all([rotate(id), rotate(id)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const winner = replies.find(({ status }) => status === 200);
    expect(await secretsOf(id)).toEqual([winner?.body.secret, secret]);
  });

  it('refuses a sixth secret', async () => {
    const { id } = (await create()).body;
    for (let n = 0; n < 4; n++) expect((await rotate(id)).status).toBe(200);
    expect(await rotate(id)).toMatchObject({ status: 422, body: { error: expect.stringMatching(/has 5 secrets/) } });
    expect((await rotate(id, { overlapSeconds: 0 })).status).toBe(200);
  });
});

it('DELETE /api/webhooks/{id} removes the webhook and its secrets', async () => {
  const { id, secret } = (await create()).body;
  await rotate(id);
  expect((await remove(id)).status).toBe(204);
  expect(await list()).toEqual([]);
  expect(await store.secrets()).not.toContain(tenant.tenantId);
  expect(await store.secrets()).not.toContain(secret);
  expect((await remove(id)).status).toBe(404);
});

describe.each<[string, (id: string) => Promise<{ status: number; body: unknown }>]>([
  ['PATCH', (id) => patch(id, { status: 'enabled' })],
  ['POST .../rotate', (id) => rotate(id)],
  ['DELETE', remove],
])('%s', (_, send) => {
  it("is the same 404 for an unknown webhook and for another tenant's", async () => {
    const { id } = (await create()).body;
    tenant = await service.tenant();
    for (const unknown of [id, randomUUID()])
      expect(await send(unknown)).toMatchObject({ status: 404, body: { error: 'Webhook not found' } });
    expect(await store.secrets()).not.toContain(tenant.tenantId);
  });
});

it('the endpoints of webhooks require the scope settings:manage', async () => {
  const { id } = (await create()).body;
  tenant = await service.tenant('contacts:read', 'contacts:write', 'crm:manage', 'keys:manage');
  const replies = [await create(), await patch(id, {}), await rotate(id), await remove(id)];
  expect(replies.map(({ status }) => status)).toEqual(Array(4).fill(403));
  expect((await call(listWebhooks, { ...tenant, method: 'GET' })).status).toBe(403);
});
