import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { handler as createWebhook } from '../../../handlers/api/createWebhook.ts';
import { handler as deleteWebhook } from '../../../handlers/api/deleteWebhook.ts';
import { handler as listDeliveries } from '../../../handlers/api/listDeliveries.ts';
import { handler as listWebhooks } from '../../../handlers/api/listWebhooks.ts';
import { handler as recoverWebhook } from '../../../handlers/api/recoverWebhook.ts';
import { handler as rotateWebhookSecret } from '../../../handlers/api/rotateWebhookSecret.ts';
import { handler as testWebhook } from '../../../handlers/api/testWebhook.ts';
import { handler as updateWebhook } from '../../../handlers/api/updateWebhook.ts';
import { getWebhook, updateWebhook as update } from '../../../lib/dynamo/webhooks/webhooks.ts';
import { postLimits } from '../../../lib/webhooks/post.ts';
import { webhookSecrets } from '../../../lib/webhooks/secrets.ts';
import { startTestBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { captureLog } from '../../support/log.ts';
import { passTime } from '../../support/passTime.ts';
import { startService, type Tenant } from '../../support/service.ts';
import { until } from '../../support/until.ts';
import { changeEvent, startReceivers, webhookTraffic, withStatus } from '../../support/webhooks.ts';

const service = await startService();
const store = await allowCrms();
const traffic = webhookTraffic(await startTestBus());
const newReceiver = await startReceivers();
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
const test = (id: string) => call(testWebhook, { ...tenant, id, method: 'POST' });
const recover = (id: string, body: object) => call(recoverWebhook, { ...tenant, id, body, method: 'POST' });
const deliveries = (id: string, query = {}) => call(listDeliveries, { ...tenant, id, query, method: 'GET' });
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
    ['https://user:secret@hooks.example/a', 'url must be an https URL without a user name, a password and a fragment'],
    ['http://93.184.216.34/a', 'url: The URL must start with https://.'],
    ['https://10.0.0.1/a', "url: The server's IP address is not public."],
    ['https://[fd00::1]/a', "url: The server's IP address is not public."],
    ['https://169.254.169.254/latest', "url: The server's IP address is not public."],
    ['https://93.184.216.34:25/a', 'url: The URL must have one of the ports 443, 8443.'],
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
    for (const port of ['', ':8443'])
      expect((await create({ url: `https://93.184.216.34${port}/a` })).status).toBe(201);
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

describe('POST /api/webhooks/{id}/test', () => {
  it('posts one signed message, also to a webhook that is disabled, and responds with its id and the status', async () => {
    const receiver = newReceiver();
    receiver.fate = withStatus(202);
    const { id, secret } = (await create({ url: receiver.url })).body;
    await patch(id, { status: 'disabled' });
    const { status, headers, body } = await test(id);
    expect([status, body]).toEqual([200, { id: headers['x-request-id'], status: 202 }]);
    const [message, ...others] = receiver.messages;
    expect([message?.id, others]).toEqual([body.id, []]);
    const sent = { ...message?.headers, 'webhook-id': body.id };
    const verified = new Webhook(secret).verify(message?.body ?? '', JSON.parse(JSON.stringify(sent)));
    expect(verified).toEqual({ type: 'webhook.test', timestamp: expect.any(String), data: { webhookId: id } });
    expect((await deliveries(id)).body).toEqual({ data: [] });
  });

  it.each([
    ['an error', withStatus(500), false, 'The receiver responded with 500.'],
    [
      'a redirect',
      withStatus(302, { location: 'https://hooks.example' }),
      false,
      'The server sent a redirect. Redirects are not followed.',
    ],
    ['silence', () => undefined, true, 'The server took too long to respond.'],
  ] as const)('says in its error that the receiver responded with %s', async (_, fate, isSilent, error) => {
    const limit = jest.replaceProperty(postLimits, 'callMilliseconds', isSilent ? 50 : 60_000);
    const receiver = newReceiver();
    receiver.fate = fate;
    const { id } = (await create({ url: receiver.url })).body;
    expect(await test(id)).toMatchObject({ status: 422, body: { error } });
    limit.restore();
  });

  it('says in its error that there is no receiver', async () => {
    const { id } = (await create()).body;
    const error = 'The server cannot be reached, or it closed the connection.';
    expect(await test(id)).toMatchObject({ status: 422, body: { error } });
  });

  it('lets a tenant test two webhooks at a time', async () => {
    const receiver = newReceiver();
    const silent: (() => void)[] = [];
    receiver.fate = (response) => silent.push(() => response.writeHead(204).end());
    const { id } = (await create({ url: receiver.url })).body;
    const inProgress = [test(id), test(id)];
    await until(() => silent.length === 2);
    expect(await test(id)).toMatchObject({ status: 429, headers: { 'retry-after': expect.any(String) } });
    for (const respond of silent) respond();
    expect((await Promise.all(inProgress)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

it('GET .../deliveries shows what became of each event in pages, and POST .../recover has the lost ones sent again', async () => {
  const receiver = newReceiver();
  const { id } = (await create({ url: receiver.url })).body;
  const [first, second] = [changeEvent(tenant.tenantId), changeEvent(tenant.tenantId)];
  await traffic.send('contact.updated', first);
  await patch(id, { status: 'disabled' });
  passTime(1000);
  await traffic.send('contact.updated', { ...second, changedAt: new Date().toISOString() });
  const page = (await deliveries(id, { limit: '1' })).body;
  const lost = { id: second.id, eventType: 'contact.updated', status: 'failed', lastFailure: 'disabled', attempts: 0 };
  expect(page.data).toEqual([
    {
      ...lost,
      contactId: second.contactId,
      lastAttemptAt: null,
      lastStatus: null,
      nextAttemptAt: null,
      changedAt: expect.any(String),
    },
  ]);
  expect((await deliveries(id, { limit: '1', cursor: page.nextCursor })).body).toMatchObject({
    data: [{ id: first.id, status: 'delivered', lastStatus: 204, lastFailure: null, attempts: 1 }],
  });
  expect(await recover(id, { since: first.changedAt })).toMatchObject({ status: 409 });
  await patch(id, { status: 'enabled' });
  const since = first.changedAt.replace('Z', '+00:00');
  expect(await recover(id, { since })).toMatchObject({ status: 202, body: { since: first.changedAt } });
  await traffic.pass(120_000);
  expect((await deliveries(id)).body.data).toMatchObject([{ id: second.id, status: 'delivered' }, { id: first.id }]);
  expect(receiver.messages.map((message) => message.id)).toEqual([first.id, second.id]);
});

describe.each<[string, (id: string) => Promise<{ status: number; body: unknown }>]>([
  ['PATCH', (id) => patch(id, { status: 'enabled' })],
  ['POST .../rotate', (id) => rotate(id)],
  ['DELETE', remove],
  ['POST .../test', test],
  ['POST .../recover', (id) => recover(id, { since: '2026-01-01T00:00:00Z' })],
  ['GET .../deliveries', deliveries],
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
  const replies = [await create(), await patch(id, {}), await rotate(id), await remove(id), await test(id)];
  replies.push(await recover(id, { since: '2026-01-01T00:00:00Z' }), await deliveries(id));
  expect(replies.map(({ status }) => status)).toEqual(Array(7).fill(403));
  expect((await call(listWebhooks, { ...tenant, method: 'GET' })).status).toBe(403);
});
