import { listDeliveries } from '../../../lib/dynamo/webhooks/deliveries.ts';
import { requestRecovery } from '../../../lib/dynamo/webhooks/recovery.ts';
import { getWebhook, updateWebhook } from '../../../lib/dynamo/webhooks/webhooks.ts';
import { postLimits } from '../../../lib/webhooks/post.ts';
import { startTestBus } from '../../support/bus.ts';
import { allowCrms } from '../../support/crm.ts';
import { runOptions } from '../../support/properties.ts';
import { startService } from '../../support/service.ts';
import {
  addWebhook,
  changeEvent,
  type Fate,
  startReceivers,
  webhookTraffic,
  withStatus,
} from '../../support/webhooks.ts';

const service = await startService();
const bus = await startTestBus();
await allowCrms();
const newReceiver = await startReceivers();
postLimits.callMilliseconds = 50;
const hour = 3_600_000;

/** Accepts some messages in each ten seconds, and refuses others. */
function limited(): Fate {
  let [start, accepted] = [0, 0];
  return (response) => {
    if (Date.now() - start > 10_000) [start, accepted] = [Date.now(), 0];
    if (++accepted <= 25) response.writeHead(204).end();
    else response.writeHead(429, { 'retry-after': '10' }).end();
  };
}

let calls = 0;
const fates: Readonly<Record<string, Fate>> = {
  succeeds: withStatus(204),
  'fails twice of three times': (response) => response.writeHead(++calls % 3 === 0 ? 200 : 500).end(),
  'hangs for an hour': () => {},
  'answers 429': limited(),
  'answers 410': withStatus(410),
};

/** How many events are sent: some, or 10,000 by `npm run test:search`. */
const events = runOptions(5, 10_000).numRuns;
const burst = 250;

it('no event is lost, whatever its receiver does, and each has one id and one content', async () => {
  const start = Date.now();
  const traffic = webhookTraffic(bus);
  const tenants = await Promise.all(
    Object.entries(fates).map(async ([name, fate]) => {
      const { tenantId } = await service.tenant();
      const receiver = Object.assign(newReceiver(), { fate });
      return { name, receiver, webhook: await addWebhook(tenantId, receiver.url), sent: [] as string[] };
    }),
  );
  for (let left = events; left > 0; left -= burst) {
    const details = Array.from({ length: Math.min(left, burst) }, (_, i) => {
      const tenant = tenants[i % tenants.length];
      const detail = changeEvent(tenant?.webhook.tenantId ?? '');
      tenant?.sent.push(detail.id);
      return detail;
    });
    // The bus delivers some events twice.
    await traffic.send('contact.updated', ...details, ...details.filter((_, i) => i % 7 === 0));
  }
  await traffic.pass(hour);
  for (const tenant of tenants) {
    const { webhook, receiver, name } = tenant;
    const { status } = await getWebhook(webhook.tenantId, webhook.id);
    expect([name, status]).toEqual([name, name === 'answers 410' ? 'disabled' : 'enabled']);
    if (name === 'hangs for an hour') receiver.fate = withStatus(204);
    if (name !== 'answers 410') continue;
    receiver.fate = withStatus(204);
    const enabled = await updateWebhook(
      webhook,
      { status: 'enabled', disabledReason: undefined, failingSince: undefined },
      {},
    );
    await requestRecovery(enabled ?? webhook, new Date(start).toISOString());
  }
  for (let hours = 1; hours < 70 && (await countPending(tenants.map(({ webhook }) => webhook))) > 0; hours += 3) {
    await traffic.pass(3 * hour);
  }
  for (const { name, receiver, webhook, sent } of tenants) {
    expect([name, (await statusesOf(webhook)).get('delivered')]).toEqual([name, sent.length]);
    expect([name, new Set(receiver.messages.map(({ id }) => id))]).toEqual([name, new Set(sent)]);
    const contents = new Set(receiver.messages.map(({ id, body }) => `${id} ${body}`));
    expect([name, contents.size]).toEqual([name, sent.length]);
  }
});

type Place = { readonly tenantId: string; readonly id: string };

async function statusesOf({ tenantId, id }: Place): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  let cursor: string | undefined;
  do {
    const page = await listDeliveries(tenantId, id, { limit: 100, cursor });
    for (const { status } of page.deliveries) counts.set(status, (counts.get(status) ?? 0) + 1);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return counts;
}

const countPending = async (webhooks: readonly Place[]): Promise<number> =>
  (await Promise.all(webhooks.map(statusesOf))).reduce((sum, counts) => sum + (counts.get('pending') ?? 0), 0);
