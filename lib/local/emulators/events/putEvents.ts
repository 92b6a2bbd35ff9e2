import { ownSource } from '../../../events/ownSource.ts';
import { logger } from '../../../logger.ts';
import { AwsError } from '../AwsError.ts';
import type { Input } from '../serveAwsJson.ts';
import { type Entry, isRejection, toEvent } from './entries.ts';
import type { Queues } from './queues.ts';
import type { Rule } from './resources.ts';

const maxEntries = 10;

/** EventBridge's PutEvents on the bus `name`: sends each event to the queues of all rules that match it. */
export function putEvents({ Entries }: Input, name: string, rules: readonly Rule[], queues: Queues): object {
  if (!Array.isArray(Entries) || !Entries.every(isEntry))
    throw new AwsError('SerializationException', 'The body must be an object with a list of Entries.');
  if (Entries.length < 1 || Entries.length > maxEntries)
    throw new AwsError('ValidationException', `Entries must have from 1 to ${maxEntries} members.`);
  const outcomes = Entries.map((entry) => toEvent(entry, name));
  const events = outcomes.flatMap((outcome) => (isRejection(outcome) ? [] : outcome));
  queues.send(
    events.flatMap((event) => {
      const targets = new Set(rules.filter(({ matches }) => matches(event)).flatMap((rule) => rule.queues));
      // EventBridge drops such an event without a message. Events of the service itself are for others too.
      const log = event.source === ownSource ? logger.info : logger.error;
      if (targets.size === 0) log('event', { type: event['detail-type'], outcome: 'no rule matches', event: event.id });
      return [...targets].map((queue) => ({ queue, body: JSON.stringify(event) }));
    }),
  );
  return {
    FailedEntryCount: outcomes.length - events.length,
    Entries: outcomes.map((outcome) => (isRejection(outcome) ? outcome : { EventId: outcome.id })),
  };
}

function isEntry(entry: unknown): entry is Entry {
  return typeof entry === 'object' && entry !== null;
}
