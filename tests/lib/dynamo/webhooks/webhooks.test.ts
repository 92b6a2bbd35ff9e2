import { randomUUID } from 'node:crypto';
import { newWebhook, type Webhook } from '../../../../lib/contacts/webhooks.ts';
import {
  createWebhook,
  deleteWebhook,
  findWebhook,
  getWebhook,
  listWebhooks,
  updateWebhook,
} from '../../../../lib/dynamo/webhooks/webhooks.ts';
import { interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';

const service = await startService();
afterEach(() => {
  service.proxy.intercept = () => 'pass';
});

const webhookOf = (tenantId: string = randomUUID()): Webhook =>
  newWebhook({ tenantId, url: 'https://hooks.example/a', changedFields: ['email'] }, 'secret', 'key:1', Date.now());
const create = async (tenantId?: string): Promise<Webhook> => {
  const webhook = webhookOf(tenantId);
  await createWebhook(webhook);
  return webhook;
};

describe('a webhook', () => {
  it('is found as it was created, in its tenant only, and listed in the order of creation', async () => {
    const first = await create();
    const second = await create(first.tenantId);
    expect(await findWebhook(first.tenantId, first.id)).toEqual(first);
    expect(await findWebhook(randomUUID(), first.id)).toBeUndefined();
    service.proxy.operations.length = 0;
    expect(await listWebhooks(first.tenantId)).toEqual([first, second].toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    expect(service.proxy.operations).toEqual(['Query']);
  });

  it('has no updatedAt, so that the stream takes it for no contact', async () => {
    expect(await create()).not.toHaveProperty('updatedAt');
  });

  it('is one of ten at most, also where many are created at once', async () => {
    const tenantId = randomUUID();
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => create(tenantId)));
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
    expect(failed).toEqual(['webhook_limit', 'webhook_limit']);
    expect(await listWebhooks(tenantId)).toHaveLength(10);
  });

  it('is stored once where the reply is lost', async () => {
    const isLost = interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
    const webhook = await create();
    expect([isLost(), await listWebhooks(webhook.tenantId)]).toEqual([true, [webhook]]);
  });

  it('changes only while it is as expected, and is never made by a change', async () => {
    const webhook = await create();
    const changed = { ...webhook, failingSince: '2026-11-23T09:30:00.000Z' };
    const { failingSince, url } = changed;
    expect(await updateWebhook(webhook, { failingSince }, { url, failingSince: undefined })).toEqual(changed);
    expect(await updateWebhook(webhook, { failingSince: undefined }, { url: 'https://other.example' })).toBeUndefined();
    expect(await getWebhook(webhook.tenantId, webhook.id)).toEqual(changed);
    expect(await updateWebhook(webhook, { failingSince: undefined }, {})).toEqual(webhook);
    const unknown = webhookOf();
    await expect(updateWebhook(unknown, { failingSince }, {})).rejects.toMatchObject({ code: 'webhook_not_found' });
    await expect(updateWebhook(unknown, { failingSince }, { url })).rejects.toMatchObject({
      code: 'webhook_not_found',
    });
    expect(await findWebhook(unknown.tenantId, unknown.id)).toBeUndefined();
  });

  it('is gone after its removal, also where the reply is lost', async () => {
    const webhook = await create();
    const isLost = interceptFirst(service.proxy, 'DeleteItem', 'lose the reply');
    expect([await deleteWebhook(webhook.tenantId, webhook.id), isLost()]).toEqual([webhook, true]);
    await expect(deleteWebhook(webhook.tenantId, webhook.id)).rejects.toMatchObject({ code: 'webhook_not_found' });
    expect(await listWebhooks(webhook.tenantId)).toEqual([]);
  });
});
