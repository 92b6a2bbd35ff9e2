import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Listening, listen } from '../../listen.ts';
import { accept, type Entry, isRefusal } from './entries.ts';
import type { Queues } from './queues.ts';
import type { Rule } from './resources.ts';

interface Answer {
  readonly status: number;
  readonly body: object;
}

const maxEntries = 10;

/**
 * Starts an event bus that answers EventBridge's PutEvents on 127.0.0.1 and sends each event to the queues of all rules that
 * match it. What it has acknowledged is in those queues. A taken port rejects with `code` EADDRINUSE; 0 takes any free one.
 */
export async function startBus(port: number, name: string, rules: readonly Rule[], queues: Queues): Promise<Listening> {
  async function answer(request: IncomingMessage): Promise<Answer> {
    const body = await text(request);
    if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents') {
      return failure(400, 'UnknownOperationException', 'Only PutEvents is understood here.');
    }
    const entries = entriesOf(body);
    if (!entries) return failure(400, 'SerializationException', 'The body must be an object with a list of Entries.');
    if (entries.length < 1 || entries.length > maxEntries)
      return failure(400, 'ValidationException', `Entries must have from 1 to ${maxEntries} members.`);
    return { status: 200, body: put(entries) };
  }

  function put(entries: readonly Entry[]): object {
    const outcomes = entries.map((entry) => accept(entry, name));
    const events = outcomes.flatMap((outcome) => (isRefusal(outcome) ? [] : outcome));
    queues.send(
      events.flatMap((event) => {
        const targets = new Set(rules.filter(({ matches }) => matches(event)).flatMap((rule) => rule.queues));
        // EventBridge would let it go without a word.
        if (targets.size === 0) console.error(`No rule takes the event ${event.id}, a ${event['detail-type']}.`);
        return [...targets].map((queue) => ({ queue, body: JSON.stringify(event) }));
      }),
    );
    return {
      FailedEntryCount: outcomes.length - events.length,
      Entries: outcomes.map((outcome) => (isRefusal(outcome) ? outcome : { EventId: outcome.id })),
    };
  }

  return listen(port, async (request, response) => {
    const { status, body } = await answer(request).catch((error: Error) =>
      failure(500, 'InternalException', error.stack ?? error.message),
    );
    response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() })
      .end(JSON.stringify(body));
  });
}

function entriesOf(body: string): Entry[] | undefined {
  try {
    const { Entries }: { Entries?: unknown } = Object(JSON.parse(body));
    return Array.isArray(Entries) && Entries.every(isEntry) ? Entries : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isEntry(entry: unknown): entry is Entry {
  return typeof entry === 'object' && entry !== null;
}

function failure(status: number, type: string, message: string): Answer {
  return { status, body: { __type: type, message } };
}
