import type { Listening } from '../../listen.ts';
import { serveAwsJson } from '../serveAwsJson.ts';
import { deliverEvents, putEvents } from './putEvents.ts';
import type { Queues } from './queues.ts';
import type { Rule } from './resources.ts';
import { sendMessageBatch } from './sendMessageBatch.ts';

/**
 * Starts the event bus `name` and an SQS endpoint on one port of 127.0.0.1: EventBridge's PutEvents sends an event to
 * the queues of all rules that match it, SQS's SendMessageBatch sends messages to one queue. AWS does not have
 * DeliverEvents, which is PutEvents with a reply that names the queues. Messages are stored before
 * a request is answered. Port 0 takes any free port; a port that is in use rejects with `code` EADDRINUSE.
 */
export function startBus(port: number, name: string, rules: readonly Rule[], queues: Queues): Promise<Listening> {
  return serveAwsJson(port, {
    'AWSEvents.PutEvents': (input) => putEvents(input, name, rules, queues),
    'Local.DeliverEvents': (input) => deliverEvents(input, name, rules, queues),
    'AmazonSQS.SendMessageBatch': (input) => sendMessageBatch(input, queues),
  });
}
