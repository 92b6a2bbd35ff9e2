import { startBus } from '../../lib/local/emulators/events/bus.ts';
import { readDeclarations } from '../../lib/local/emulators/events/declarations.ts';
import { openQueues } from '../../lib/local/emulators/events/queues.ts';
import type { Message } from './deliver.ts';

/** Points the tests of one file at an event bus with the rules and queues of serverless.yml. It ends with the tests. */
export async function layBus(): Promise<{ received(queue: string): Message[] }> {
  const { bus: name, rules, queues: declared } = await readDeclarations({});
  const queues = openQueues(declared);
  const bus = await startBus(0, name, rules, queues);
  Object.assign(process.env, { EVENT_BUS_NAME: name, EVENTS_ENDPOINT: bus.url });
  afterAll(async () => {
    await bus.close();
    queues.close();
  });
  return {
    /** Takes what lies in a queue. */
    received(queue) {
      const messages = queues.receive(queue, 1000);
      queues.remove(messages.map(({ receiptHandle }) => receiptHandle));
      return messages;
    },
  };
}
