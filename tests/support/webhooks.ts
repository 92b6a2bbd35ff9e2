import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { handler as deliverWebhook } from '../../handlers/events/deliverWebhook.ts';
import { handler as dispatchWebhooks } from '../../handlers/events/dispatchWebhooks.ts';
import { handler as scheduleDeliveries } from '../../handlers/events/scheduleDeliveries.ts';
import { newWebhook, type Webhook } from '../../lib/contacts/webhooks.ts';
import { findDue } from '../../lib/dynamo/resolution/dueItems.ts';
import { deliveryShards, webhookShard } from '../../lib/dynamo/table/indexes.ts';
import { deliveryLine } from '../../lib/dynamo/table/keys.ts';
import { createWebhook } from '../../lib/dynamo/webhooks/webhooks.ts';
import { listen } from '../../lib/local/listen.ts';
import { createSigningSecret } from '../../lib/webhooks/secrets.ts';
import type { startTestBus } from './bus.ts';
import { deliverAll, type Message, messageOf } from './deliver.ts';
import { passTime } from './passTime.ts';
import { asFunction } from './roles.ts';

/** A message as a receiver got it. */
export type ReceivedMessage = { readonly id: string; readonly headers: IncomingHttpHeaders; readonly body: string };

/** Responds to a message. */
export type Fate = (response: ServerResponse, message: ReceivedMessage) => unknown;

export const withStatus =
  (status: number, headers: Readonly<Record<string, string>> = {}): Fate =>
  (response) =>
    response.writeHead(status, headers).end();

export type Receiver = {
  readonly url: string;
  /** The messages that this URL got. */
  readonly messages: ReceivedMessage[];
  /** Responds to all messages from now on; at first with 204. */
  fate: Fate;
};

/** Starts a server for the tests of one file. It returns a function that makes a receiver with a URL of its own. */
export async function startReceivers(): Promise<() => Receiver> {
  const receivers = new Map<string, Receiver>();
  const server = await listen(0, async (request, response) => {
    const { headers, url = '' } = request;
    const message = { id: String(headers['webhook-id']), headers, body: await text(request) };
    const receiver = receivers.get(url);
    receiver?.messages.push(message);
    await receiver?.fate(response, message);
  });
  afterAll(() => server.close());
  return () => {
    const path = `/${randomUUID()}`;
    const receiver: Receiver = { url: server.url + path, messages: [], fate: withStatus(204) };
    receivers.set(path, receiver);
    return receiver;
  };
}

/** Stores a webhook of a tenant. */
export async function addWebhook(
  tenantId: string,
  url: string,
  more: Partial<Webhook> = {},
): Promise<Webhook & { readonly secret: string }> {
  const { name, secret } = await createSigningSecret(tenantId);
  const webhook = { ...newWebhook({ tenantId, url }, name, 'test', Date.now()), ...more };
  await createWebhook(webhook);
  return { ...webhook, secret };
}

/** The detail of an event about a change of a contact. */
export function changeEvent(tenantId: string, more: object = {}) {
  const [contactId, version] = [randomUUID(), 2];
  const changedAt = new Date().toISOString();
  const ids = { id: `${contactId}:${version}:updated`, tenantId, contactId, version };
  return { ...ids, changedAt, changed: ['firstName'], actor: 'key:0123456789ab', ...more };
}

const scheduleMilliseconds = 60_000;

type Bus = Awaited<ReturnType<typeof startTestBus>>;

/**
 * Passes messages on between the functions of deliveries, as the queues and the schedule do, by a clock that it moves.
 */
export function webhookTraffic(bus: Bus) {
  const waiting: { readonly at: number; readonly message: Message }[] = [];
  let lastRun = Date.now() - scheduleMilliseconds;

  /** Delivers what the queues have; what is delayed waits. Returns whether there was anything. */
  async function step(): Promise<boolean> {
    for (const message of bus.received('DispatchWebhooksQueue')) {
      waiting.push({ at: Date.now() + 1000 * message.delaySeconds, message });
    }
    const due = waiting.filter(({ at }) => at <= Date.now());
    waiting.splice(0, waiting.length, ...waiting.filter(({ at }) => at > Date.now()));
    await dispatch(due.map(({ message }) => message));
    const lines = Object.values(
      Object.groupBy(bus.received('DeliverWebhookQueue'), ({ body }) => deliveryLine(JSON.parse(body).detail.key)),
    );
    await Promise.all(lines.map((line = []) => inBatches(line, 1, (batch) => deliverAll(deliverWebhook, batch))));
    return due.length > 0 || lines.length > 0;
  }

  const dispatch = (messages: readonly Message[]) =>
    inBatches(messages, 10, (batch) => deliverAll(dispatchWebhooks, batch));

  const run = (): Promise<void> =>
    asFunction(scheduleDeliveries, () => scheduleDeliveries({ id: randomUUID(), 'detail-type': 'Scheduled Event' }));

  /** When the first item that waits for the schedule is due, in epoch milliseconds. */
  async function earliestDue(): Promise<number> {
    const shards = [webhookShard, ...deliveryShards];
    const due = await Promise.all(shards.map((shard) => findDue(shard, Date.now() + 31 * 86_400_000, 1)));
    return Math.min(...due.map(([first]) => (first ? Date.parse(first.dueAt) : Number.POSITIVE_INFINITY)));
  }

  return {
    /** Sends events of a type to the queue of events, and delivers what is due now. */
    async send(type: string, ...details: readonly object[]): Promise<void> {
      await dispatch(details.map((detail) => messageOf(type, detail)));
      while (await step());
    },
    /** Lets time pass, with the schedule each minute, and delivers what is due meanwhile. */
    async pass(milliseconds: number): Promise<void> {
      const end = Date.now() + milliseconds;
      while (Date.now() < end) {
        const next = Math.min(end, ...waiting.map(({ at }) => at));
        let nextRun = lastRun + scheduleMilliseconds;
        // A run finds what is due within a minute. Those that would find nothing are left out.
        if (nextRun < next) nextRun = Math.max(nextRun, (await earliestDue()) - scheduleMilliseconds);
        passTime(Math.max(Math.min(next, nextRun) - Date.now(), 0));
        if (Date.now() >= nextRun) {
          lastRun = Date.now();
          await run();
        }
        while (await step());
      }
    },
  };
}

async function inBatches(
  messages: readonly Message[],
  size: number,
  work: (batch: readonly Message[]) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < messages.length; i += size) await work(messages.slice(i, i + size));
}
