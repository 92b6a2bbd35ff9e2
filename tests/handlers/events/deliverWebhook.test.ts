import { Webhook as Verifier } from 'standardwebhooks';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as deliverWebhook } from '../../../handlers/events/deliverWebhook.ts';
import { handler as dispatchWebhooks } from '../../../handlers/events/dispatchWebhooks.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { listDeliveries } from '../../../lib/dynamo/webhooks/deliveries.ts';
import { requestRecovery } from '../../../lib/dynamo/webhooks/recovery.ts';
import { deleteWebhook, getWebhook, updateWebhook } from '../../../lib/dynamo/webhooks/webhooks.ts';
import { postLimits } from '../../../lib/webhooks/post.ts';
import { startTestBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import { startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import {
  addWebhook,
  changeEvent,
  type Fate,
  type ReceivedMessage,
  startReceivers,
  webhookTraffic,
  withStatus,
} from '../../support/webhooks.ts';

const service = await startService();
const bus = await startTestBus();
await allowCrms();
const newReceiver = await startReceivers();
const readNewRecords = followStream();
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const hang: Fate = () => {};

let tenant = await service.tenant();
let traffic = webhookTraffic(bus);
let receiver = newReceiver();
beforeEach(async () => {
  tenant = await service.tenant();
  traffic = webhookTraffic(bus);
  receiver = newReceiver();
});

const only = (messages: readonly ReceivedMessage[]): ReceivedMessage => {
  const [message, ...more] = messages;
  if (!message || more.length > 0) throw new Error(`There are ${messages.length} messages`);
  return message;
};
const event = (more: object = {}) => changeEvent(tenant.tenantId, more);
const send = (...details: object[]) => traffic.send('contact.updated', ...details);
const deliveriesTo = async ({ id }: { id: string }) =>
  (await listDeliveries(tenant.tenantId, id, { limit: 100 })).deliveries;
const stateOf = ({ id }: { id: string }) => getWebhook(tenant.tenantId, id);

describe('a webhook', () => {
  it('gets an event in the form of Standard Webhooks, with a signature that the official verifier accepts', async () => {
    const webhook = await addWebhook(tenant.tenantId, receiver.url);
    const detail = event();
    await send(detail);
    const { id, headers, body } = only(receiver.messages);
    const verified = new Verifier(webhook.secret).verify(body, { ...headers } as Record<string, string>);
    expect(verified).toEqual({ type: 'contact.updated', timestamp: detail.changedAt, data: detail });
    expect([id, headers['content-type'], headers['user-agent']]).toEqual([
      detail.id,
      'application/json',
      'contact-service',
    ]);
    expect(await deliveriesTo(webhook)).toMatchObject([{ status: 'delivered', attempts: 1, lastStatus: 204 }]);
  });

  it('gets only the events that its filters let through, and only those of its tenant', async () => {
    await addWebhook(tenant.tenantId, receiver.url, { eventTypes: ['contact.updated'], changedFields: ['email'] });
    await addWebhook((await service.tenant()).tenantId, receiver.url);
    const wanted = event({ changed: ['email'] });
    await send(event(), wanted);
    await traffic.send('contact.created', event({ changed: ['email'] }));
    expect(only(receiver.messages).id).toBe(wanted.id);
  });

  it('gets that a contact was erased, whatever fields it is for', async () => {
    await addWebhook(tenant.tenantId, receiver.url, { changedFields: ['email'] });
    const { changed: _, actor: __, ...erased } = event();
    await traffic.send('contact.erased', erased);
    expect(JSON.parse(only(receiver.messages).body)).toMatchObject({ type: 'contact.erased', data: erased });
  });

  it('gets an event that is published twice, or whose message is delivered twice, once', async () => {
    await addWebhook(tenant.tenantId, receiver.url);
    const detail = event();
    await send(detail, detail);
    await send(detail);
    only(receiver.messages);
    receiver.fate = withStatus(500);
    const other = event();
    await deliver(dispatchWebhooks, [messageOf('contact.updated', other)]);
    const queued = bus.received('DeliverWebhookQueue');
    for (const _ of ['first', 'again']) await deliver(deliverWebhook, queued);
    expect(receiver.messages.map(({ id }) => id)).toEqual([detail.id, other.id]);
  });

  it('gets an event whose dispatch is repeated, because it ended before the delivery was in line', async () => {
    await addWebhook(tenant.tenantId, receiver.url);
    const detail = event();
    await deliver(dispatchWebhooks, [messageOf('contact.updated', detail)]);
    expect(bus.received('DeliverWebhookQueue')).toHaveLength(1);
    await send(detail);
    only(receiver.messages);
  });

  it('that is disabled gets nothing, also not what was on its way', async () => {
    const webhook = await addWebhook(tenant.tenantId, receiver.url);
    await deliver(dispatchWebhooks, [messageOf('contact.updated', event())]);
    await updateWebhook(webhook, { status: 'disabled' }, {});
    await send(event());
    expect(receiver.messages).toEqual([]);
    expect(await deliveriesTo(webhook)).toMatchObject([
      { status: 'failed', lastFailure: 'disabled', attempts: 0 },
      { status: 'failed', lastFailure: 'disabled', attempts: 0 },
    ]);
  });

  it('that is deleted leaves no delivery that is due', async () => {
    const webhook = await addWebhook(tenant.tenantId, receiver.url);
    receiver.fate = withStatus(500);
    await send(event());
    await deleteWebhook(tenant.tenantId, webhook.id);
    await traffic.pass(minute);
    only(receiver.messages);
    expect(await deliveriesTo(webhook)).toMatchObject([{ status: 'failed' }]);
  });
});

describe('the values of a contact', () => {
  const withValues = async () => {
    await readNewRecords();
    const { id } = (await call(createContact, { ...tenant, body: { name: 'Ada Canary' }, method: 'POST' })).body;
    const changes = [{ field: 'firstName', before: null, after: 'Ada' }];
    const detail = { contactId: id, id: `${id}:1:created`, version: 1, changed: ['firstName', 'lastName'], changes };
    return event(detail);
  };

  it('come from its history when the event is sent, and are not stored with the delivery', async () => {
    const webhook = await addWebhook(tenant.tenantId, receiver.url);
    await send(await withValues());
    expect(receiver.messages).toEqual([]);
    expect(JSON.stringify(await deliveriesTo(webhook))).not.toMatch(/Ada|Canary/);
    await deliverRecords(projectChange, await readNewRecords());
    await traffic.pass(2000);
    expect(JSON.parse(only(receiver.messages).body).data.changes).toContainEqual({
      field: 'lastName',
      before: null,
      after: 'Canary',
    });
  });

  it('are not sent of a contact that has no history any more, because it is erased', async () => {
    await addWebhook(tenant.tenantId, receiver.url);
    await send(await withValues());
    await traffic.pass(3 * minute);
    expect(JSON.parse(only(receiver.messages).body).data).not.toHaveProperty('changes');
  });
});

describe('a failed delivery', () => {
  it('is repeated by the schedule of Standard Webhooks until it succeeds, with one id', async () => {
    const webhook = await addWebhook(tenant.tenantId, receiver.url);
    receiver.fate = (response) => response.writeHead(receiver.messages.length < 4 ? 500 : 200).end();
    const start = Date.now();
    await send(event());
    await traffic.pass(38 * minute);
    expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(1);
    const seconds = receiver.messages.map(
      ({ headers }) => Number(headers['webhook-timestamp']) - Math.floor(start / 1000),
    );
    const [pauses, limits] = [
      [5, 300, 1800],
      [2, 35, 190],
    ];
    for (const [i, pause] of pauses.entries()) {
      const taken = Number(seconds[i + 1]) - Number(seconds[i]);
      expect([i, Math.abs(taken - pause) <= Number(limits[i])]).toEqual([i, true]);
    }
    expect(await deliveriesTo(webhook)).toMatchObject([{ status: 'delivered', attempts: 4, lastStatus: 200 }]);
    expect(await stateOf(webhook)).not.toHaveProperty('failingSince');
  });

  it('is not repeated before the time that the receiver asks for, nor is anything else of the webhook', async () => {
    const webhook = await addWebhook(tenant.tenantId, receiver.url);
    receiver.fate = withStatus(429, { 'retry-after': '1200' });
    await send(event());
    receiver.fate = withStatus(204);
    await send(event());
    await traffic.pass(19 * minute);
    only(receiver.messages);
    await traffic.pass(2 * minute);
    expect((await deliveriesTo(webhook)).map(({ status, attempts }) => [status, attempts]).toSorted()).toEqual([
      ['delivered', 1],
      ['delivered', 2],
    ]);
  });

  it('and its webhook are due again when the pause ends, without waiting for the schedule', async () => {
    await addWebhook(tenant.tenantId, receiver.url);
    receiver.fate = withStatus(429, { 'retry-after': '900' });
    await deliver(dispatchWebhooks, [messageOf('contact.updated', event())]);
    await deliver(deliverWebhook, bus.received('DeliverWebhookQueue'));
    const waiting = bus.received('DispatchWebhooksQueue').map(({ body, delaySeconds }) => {
      const [, kind] = JSON.parse(body).detail.key.split('#');
      return [kind, delaySeconds > 200];
    });
    expect(waiting).toEqual([
      ['webhook', true],
      ['delivery', true],
    ]);
  });

  it('leaves the backlog of its webhook alone during the pause, and takes nine deliveries from it afterwards', async () => {
    const webhook = await addWebhook(tenant.tenantId, receiver.url);
    receiver.fate = withStatus(429, { 'retry-after': '600' });
    await send(event());
    await deliver(
      dispatchWebhooks,
      Array.from({ length: 30 }, () => messageOf('contact.updated', event())),
    );
    expect(bus.received('DeliverWebhookQueue')).toEqual([]);
    only(receiver.messages);
    const pending = (await deliveriesTo(webhook)).filter(({ status }) => status === 'pending');
    expect(pending).toHaveLength(31);
    service.proxy.operations.length = 0;
    await traffic.pass(8 * minute);
    expect(service.proxy.operations).not.toContain('UpdateItem');
    await traffic.pass(3 * minute);
    const before = new Set(pending.map(({ dueAt }) => dueAt));
    // The first one is attempted on its own again.
    expect((await deliveriesTo(webhook)).filter(({ dueAt }) => !before.has(dueAt)).length).toBeLessThanOrEqual(10);
    expect(receiver.messages.length).toBeGreaterThan(1);
    receiver.fate = withStatus(204);
    await traffic.pass(11 * minute);
    expect((await deliveriesTo(webhook)).map(({ status }) => status)).toEqual(Array(31).fill('delivered'));
  });

  it('of a receiver that hangs makes the others wait without a request, and loses none', async () => {
    const webhook = await addWebhook(tenant.tenantId, receiver.url);
    const { callMilliseconds } = postLimits;
    postLimits.callMilliseconds = 50;
    receiver.fate = hang;
    await send(...Array.from({ length: 15 }, () => event()));
    // One of each of the webhook's four lines.
    expect([1, 2, 3, 4]).toContain(receiver.messages.length);
    postLimits.callMilliseconds = callMilliseconds;
    receiver.fate = withStatus(204);
    await traffic.pass(minute);
    expect((await deliveriesTo(webhook)).map(({ status }) => status)).toEqual(Array(15).fill('delivered'));
  });

  it('with 410 disables the webhook; what it missed meanwhile is delivered when it is enabled and recovered', async () => {
    const webhook = await addWebhook(tenant.tenantId, receiver.url);
    const before = event();
    await send(before);
    receiver.fate = withStatus(410);
    await send(event());
    await send(event());
    expect(receiver.messages).toHaveLength(2);
    expect(await stateOf(webhook)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
    receiver.fate = withStatus(204);
    receiver.messages.length = 0;
    const enabled = await updateWebhook(
      webhook,
      {
        status: 'enabled',
        disabledReason: undefined,
        failingSince: undefined,
      },
      {},
    );
    await requestRecovery(enabled ?? webhook, new Date(Date.now() - hour).toISOString());
    await traffic.pass(3 * minute);
    expect(receiver.messages.map(({ id }) => id)).not.toContain(before.id);
    expect(receiver.messages).toHaveLength(2);
    expect(await stateOf(webhook)).not.toHaveProperty('recoverFrom');
  });

  it('after five days of failures switches the webhook off, and reports it', async () => {
    const failingSince = new Date(Date.now() - 5 * day).toISOString();
    const webhook = await addWebhook(tenant.tenantId, receiver.url, { failingSince });
    receiver.fate = withStatus(500);
    await send(event());
    expect(await stateOf(webhook)).toMatchObject({ status: 'disabled', disabledReason: 'failing', failingSince });
    await send(event());
    only(receiver.messages);
  });
});
