import { listDeliveries } from '../../../lib/dynamo/webhooks/deliveries.ts';
import { requestRecovery } from '../../../lib/dynamo/webhooks/recovery.ts';
import { getWebhook, updateWebhook } from '../../../lib/dynamo/webhooks/webhooks.ts';
import { postLimits } from '../../../lib/webhooks/post.ts';
import { startTestBus } from '../../support/bus.ts';
import { allowCrms } from '../../support/crm.ts';
import { broken } from '../../support/dynamoDbProxy.ts';
import { stopTime } from '../../support/passTime.ts';
import { runOptions } from '../../support/properties.ts';
import { startService } from '../../support/service.ts';
import {
  addWebhook,
  changeEvent,
  type Fate,
  type Receiver,
  startReceivers,
  webhookTraffic,
  withStatus,
} from '../../support/webhooks.ts';

const service = await startService();
const bus = await startTestBus();
await allowCrms();
const newReceiver = await startReceivers();
postLimits.callMilliseconds = 200;
const [minute, hour] = [60_000, 3_600_000];

/** How many events are sent: some, or 10,000 by `npm run test:search`. */
const events = runOptions(21, 10_000).numRuns;
const burst = 250;
/** For how long a receiver is down: in a search, for longer than deliveries are attempted. */
const downtime = (events > burst ? 96 : 1) * hour;

/** What receivers do. A function makes the fate of a new receiver at a time (epoch milliseconds). */
const fates: Readonly<Record<string, (start: number) => Fate>> = {
  accepts: () => withStatus(204),
  'fails up to three times for each event': () => {
    const seen = new Map<string, number>();
    return (response, { id }) => {
      const times = seen.get(id) ?? 0;
      seen.set(id, times + 1);
      response.writeHead(times < Number.parseInt(id.slice(0, 2), 16) % 4 ? 500 : 200).end();
    };
  },
  'accepts, but often its response is lost': () => (response) =>
    Math.random() < 0.3 ? response.destroy() : response.writeHead(200).end(),
  'hangs for a while': (start) => (response) => Date.now() - start < 10 * minute || response.writeHead(204).end(),
  'is down for long': (start) => (response) =>
    Date.now() - start < downtime ? response.destroy() : response.writeHead(204).end(),
  'answers 429': limited,
  'answers 410 for a while': (start) => (response) =>
    response.writeHead(Date.now() - start < 10 * minute ? 410 : 204).end(),
};

/** Accepts 25 messages in each ten seconds, and refuses others. */
function limited(): Fate {
  let [start, accepted] = [0, 0];
  return (response) => {
    if (Date.now() - start >= 10_000) [start, accepted] = [Date.now(), 0];
    if (++accepted <= 25) response.writeHead(204).end();
    else response.writeHead(429, { 'retry-after': '10' }).end();
  };
}

it('no event is lost, whatever its receiver does, and each has one id and one content', async () => {
  stopTime();
  const start = Date.now();
  const traffic = webhookTraffic(bus);
  const tenants = new Map<string, Tenant>();
  for (const [name, fateAt] of Object.entries(fates)) {
    const { tenantId } = await service.tenant();
    const receiver = Object.assign(newReceiver(), { fate: fateAt(start) });
    tenants.set(name, { receiver, webhook: await addWebhook(tenantId, receiver.url), sent: new Set() });
  }
  const interrupted = interruptDeliveries();
  for (let left = events; left > 0; left -= burst) {
    const details = Array.from({ length: Math.ceil(Math.min(left, burst) / tenants.size) }, () =>
      [...tenants.values()].map(({ webhook, sent }) => {
        const detail = changeEvent(webhook.tenantId);
        sent.add(detail.id);
        return detail;
      }),
    ).flat();
    for (const { id } of details.filter((_, i) => i % 20 === 0)) interrupted.add(id);
    // The bus delivers some events twice.
    await traffic.send('contact.updated', ...details, ...details.filter((_, i) => i % 8 === 0));
  }
  const recover = async (name: string, state: object): Promise<void> => {
    const { webhook } = tenants.get(name) ?? throwUnknown(name);
    const stored = await getWebhook(webhook.tenantId, webhook.id);
    expect([name, stored]).toEqual([name, expect.objectContaining(state)]);
    const enabled = await updateWebhook(stored, { status: 'enabled', disabledReason: undefined }, {});
    await requestRecovery(enabled ?? stored, new Date(start).toISOString());
  };
  await traffic.pass(10 * minute);
  await recover('answers 410 for a while', { status: 'disabled', disabledReason: 'gone' });
  await traffic.pass(downtime);
  await recover('is down for long', { status: 'enabled' });
  // Until the last attempt of the last delivery.
  await traffic.pass(73 * hour);

  for (const [name, tenant] of tenants) {
    const { sent, messages, ids, contents, delivered } = await outcomeOf(tenant);
    console.info(`${name}: ${sent} events, ${messages} messages, of which ${messages - ids} duplicates`);
    expect([name, { ids, contents, delivered }]).toEqual([name, { ids: sent, contents: sent, delivered: sent }]);
  }
});

function throwUnknown(name: string): never {
  throw new Error(`There is no tenant whose receiver ${name}`);
}

type Tenant = {
  readonly receiver: Receiver;
  readonly webhook: Awaited<ReturnType<typeof addWebhook>>;
  /** The ids of the events that were sent. */
  readonly sent: Set<string>;
};

/**
 * Lets the function of each delivery in the returned set fail once after the receiver has got the message: the writes
 * that would say so fail.
 */
function interruptDeliveries(): Set<string> {
  const interrupted = new Set<string>();
  const failures = new Map<string, number>();
  service.proxy.intercept = (operation, body) => {
    const [, id = ''] = /#delivery#[^"]*#([^"#]*)"/.exec(body) ?? [];
    const count = failures.get(id) ?? 0;
    // The client makes three attempts.
    if (operation !== 'UpdateItem' || !interrupted.has(id) || count === 3) return 'pass';
    failures.set(id, count + 1);
    return broken;
  };
  return interrupted;
}

/** Counts what became of the events of a tenant: of messages, and of different ids and contents, at the receiver. */
async function outcomeOf({ receiver: { messages }, webhook: { tenantId, id }, sent }: Tenant) {
  let [delivered, cursor]: [number, string | undefined] = [0, undefined];
  do {
    const page = await listDeliveries(tenantId, id, { limit: 100, cursor });
    delivered += page.deliveries.filter(({ status }) => status === 'delivered').length;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return {
    sent: sent.size,
    messages: messages.length,
    ids: sent.intersection(new Set(messages.map((message) => message.id))).size,
    contents: new Set(messages.map((message) => `${message.id} ${message.body}`)).size,
    delivered,
  };
}
