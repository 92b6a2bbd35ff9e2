import type { ServerResponse } from 'node:http';
import type { Listening } from '../../listen.ts';
import { serveAwsJson } from '../serveAwsJson.ts';
import { type Bus, deliverEvents, putEvents } from './putEvents.ts';
import type { Queues } from './queues.ts';
import type { Rule } from './resources.ts';
import { sendMessageBatch } from './sendMessageBatch.ts';

/**
 * Starts the event bus `name` and an SQS endpoint on one port of 127.0.0.1: EventBridge's PutEvents sends an event to
 * the queues of all rules that match it, SQS's SendMessageBatch sends messages to one queue. AWS does not have
 * DeliverEvents, which is PutEvents with a reply that names the queues, nor GET /events, which streams all events from
 * now on, one line of JSON each. Messages are stored before a request is answered. Port 0 takes any free port; a port
 * that is in use rejects with `code` EADDRINUSE.
 */
export async function startBus(port: number, name: string, rules: readonly Rule[], queues: Queues): Promise<Listening> {
  const watchers = new Set<ServerResponse>();
  const bus: Bus = {
    name,
    rules,
    queues,
    onEvent(event) {
      for (const watcher of watchers) watcher.write(`${JSON.stringify(event)}\n`);
    },
  };
  const listening = await serveAwsJson(
    port,
    {
      'AWSEvents.PutEvents': (input) => putEvents(input, bus),
      'Local.DeliverEvents': (input) => deliverEvents(input, bus),
      'AmazonSQS.SendMessageBatch': (input) => sendMessageBatch(input, queues),
    },
    (response) => {
      watchers.add(response.writeHead(200, { 'content-type': 'application/x-ndjson' }));
      response.flushHeaders();
      response.on('close', () => watchers.delete(response));
    },
  );
  return {
    url: listening.url,
    async close() {
      // A watcher learns that this is the end, and not a fault.
      for (const watcher of watchers) watcher.end();
      await listening.close();
    },
  };
}
