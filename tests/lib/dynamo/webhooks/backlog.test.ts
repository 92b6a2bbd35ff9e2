import { newDelivery } from '../../../../lib/contacts/deliveries.ts';
import { newWebhook, pausedTo, type Webhook } from '../../../../lib/contacts/webhooks.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { takeFromBacklog } from '../../../../lib/dynamo/webhooks/backlog.ts';
import { deliveryKey, recordDelivery } from '../../../../lib/dynamo/webhooks/deliveries.ts';
import { requestRecovery } from '../../../../lib/dynamo/webhooks/recovery.ts';
import { createWebhook, getWebhook, updateWebhook } from '../../../../lib/dynamo/webhooks/webhooks.ts';
import { passTime, stopTime } from '../../../support/passTime.ts';
import { startService } from '../../../support/service.ts';
import { changeEvent } from '../../../support/webhooks.ts';

const service = await startService();
const minute = 60_000;

let webhook: Webhook;
let paused: Webhook;
beforeEach(async () => {
  stopTime();
  const { tenantId } = await service.tenant();
  webhook = newWebhook({ tenantId, url: 'https://hooks.example/a' }, 'secret', 'test', Date.now());
  await createWebhook(webhook);
  paused = (await updateWebhook(webhook, pausedTo(Date.now() + minute), {})) ?? webhook;
});

/** Stores the delivery of an event that was dispatched at a time (epoch milliseconds), and returns its key. */
async function record(to: Webhook, now = Date.now()): Promise<string> {
  const delivery = newDelivery(to, 'contact.updated', changeEvent(to.tenantId), now);
  await recordDelivery(delivery);
  passTime(1);
  return deliveryKey(delivery);
}

const stored = () => getWebhook(webhook.tenantId, webhook.id);
const take = async (limit = 9) => {
  const { tenantId, id, dueAt = '' } = await stored();
  return (await takeFromBacklog(tenantId, id, dueAt, limit)).map(({ key }) => key);
};

it('a backlog is taken from the delivery that has waited longest, and the webhook follows until it is empty', async () => {
  const waiting = [await record(paused), await record(paused), await record(paused)];
  passTime(minute);
  const itself = keys.webhook(webhook.id);
  expect([await take(2), await take(2), await take(2)]).toEqual([
    [...waiting.slice(0, 2), itself],
    [...waiting.slice(2), itself],
    [],
  ]);
});

it('what is taken, but does not get into the line, is taken again after a quarter of an hour', async () => {
  const waiting = [await record(paused)];
  passTime(minute);
  await take();
  passTime(14 * minute);
  expect(await take()).toEqual([]);
  passTime(16 * minute);
  expect((await take()).slice(0, 1)).toEqual(waiting);
});

it('a webhook whose backlog is empty is looked at once more, for what became due just before the pause ended', async () => {
  passTime(minute);
  expect([await take(), Boolean((await stored()).dueAt)]).toEqual([[], true]);
  const late = await record(paused, Date.now() - minute);
  passTime(16 * minute);
  expect((await take()).slice(0, 1)).toEqual([late]);
});

it('a webhook without a backlog is due no more', async () => {
  passTime(minute);
  await take();
  passTime(16 * minute);
  expect([await take(), (await stored()).dueAt]).toEqual([[], undefined]);
});

it('nothing is taken for a message that has been overtaken, as by another pause', async () => {
  await record(paused);
  await updateWebhook(webhook, pausedTo(Date.now() + 5 * minute), {});
  const { tenantId, id, dueAt = '' } = paused;
  service.proxy.operations.length = 0;
  expect(await takeFromBacklog(tenantId, id, dueAt, 9)).toEqual([]);
  expect(service.proxy.operations).toEqual(['GetItem']);
});

it('a recovery ends the pause, and puts what was not delivered into the backlog', async () => {
  const failed = await record({ ...webhook, status: 'disabled' });
  await requestRecovery(paused, new Date(Date.now() - minute).toISOString());
  const { pausedUntil = '', dueAt } = await stored();
  expect([Date.parse(pausedUntil) <= Date.now(), dueAt]).toEqual([true, pausedUntil]);
  const itself = keys.webhook(webhook.id);
  expect([await take(), await take(), (await stored()).recoverFrom]).toEqual([[itself], [failed, itself], undefined]);
});

it('a webhook whose backlog seems empty after a recovery stays due, because the index may show it late', async () => {
  await requestRecovery(paused, new Date().toISOString());
  expect([await take(), await take()]).toEqual([[keys.webhook(webhook.id)], []]);
  expect((await stored()).dueAt).toBeDefined();
});
