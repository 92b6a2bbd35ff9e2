import { startBus } from '../../lib/local/emulators/events/bus.ts';
import { readDeclarations } from '../../lib/local/emulators/events/declarations.ts';
import { openQueues, type Queues } from '../../lib/local/emulators/events/queues.ts';
import type { Message } from './deliver.ts';

/** A message, and its delay in seconds. */
type ReceivedMessage = Message & { readonly delaySeconds: number };

/**
 * Starts an event bus and SQS with the rules and queues of serverless.yml for the tests of one file, and closes them
 * after these tests. A delayed message can be received immediately, so that no test waits for it.
 */
export async function startTestBus(): Promise<{ url: string; received(queue: string): ReceivedMessage[] }> {
  const { bus: name, rules, queues: declared } = await readDeclarations({});
  const queues = openQueues(declared);
  const delays = new Map<string, number>();
  const undelayed: Queues = {
    ...queues,
    send(messages) {
      const ids = queues.send(messages.map(({ delaySeconds: _, ...message }) => message));
      for (const [i, { delaySeconds = 0 }] of messages.entries()) delays.set(ids[i] ?? '', delaySeconds);
      return ids;
    },
  };
  const bus = await startBus(0, name, rules, undelayed);
  const urlOf = (queue: string) => `${bus.url}/000000000000/${queue}`;
  Object.assign(process.env, {
    EVENT_BUS_NAME: name,
    EVENTS_ENDPOINT: bus.url,
    RESOLVE_QUEUE_URL: urlOf('ResolveInCrmQueue'),
    DISPATCH_QUEUE_URL: urlOf('DispatchWebhooksQueue'),
    DELIVER_QUEUE_URL: urlOf('DeliverWebhookQueue'),
  });
  afterAll(async () => {
    await bus.close();
    queues.close();
  });
  return {
    url: bus.url,
    /** Receives and removes all messages of a queue. */
    received(queue) {
      const messages = queues.receive(queue, 1000);
      queues.remove(messages.map(({ receiptHandle }) => receiptHandle));
      return messages.map((message) => ({ ...message, delaySeconds: delays.get(message.messageId) ?? 0 }));
    },
  };
}
