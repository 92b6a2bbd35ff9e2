import { ownSource } from '../../../events/ownSource.ts';
import { logger } from '../../../logger.ts';
import { AwsError } from '../AwsError.ts';
import type { Input } from '../serveAwsJson.ts';
import { type Entry, type EventEnvelope, isRejection, type Rejection, toEvent } from './entries.ts';
import type { Queues } from './queues.ts';
import type { Rule } from './resources.ts';

const maxEntries = 10;

/** An event that the bus has accepted, and the queues that took it. */
export interface Acceptance {
  readonly EventId: string;
  readonly Queues: readonly string[];
}

export interface Reply {
  readonly FailedEntryCount: number;
  readonly Entries: readonly (Acceptance | Rejection)[];
}

/** What the bus `name` does with the events that it accepts. */
export interface Bus {
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly queues: Queues;
  /** Is called with each event, whether a rule matches it or not, once it is in its queues. */
  onEvent(event: EventEnvelope): void;
}

/** EventBridge's PutEvents: sends each event to the queues of all rules that match it. */
export function putEvents(input: Input, bus: Bus): object {
  const { FailedEntryCount, Entries } = deliverEvents(input, bus);
  return {
    FailedEntryCount,
    Entries: Entries.map((entry) => ('EventId' in entry ? { EventId: entry.EventId } : entry)),
  };
}

/** PutEvents with a reply that also names the queues that took each event. `npm run send-event` shows them. */
export function deliverEvents({ Entries }: Input, { name, rules, queues, onEvent }: Bus): Reply {
  if (!Array.isArray(Entries) || !Entries.every(isEntry))
    throw new AwsError('SerializationException', 'The body must be an object with a list of Entries.');
  if (Entries.length < 1 || Entries.length > maxEntries)
    throw new AwsError('ValidationException', `Entries must have from 1 to ${maxEntries} members.`);
  const outcomes = Entries.map((entry) => {
    const event = toEvent(entry, name);
    return isRejection(event) ? event : { event, targets: targetsOf(event, rules) };
  });
  const accepted = outcomes.filter((outcome) => 'event' in outcome);
  queues.send(
    accepted.flatMap(({ event, targets }) => targets.map((queue) => ({ queue, body: JSON.stringify(event) }))),
  );
  for (const { event } of accepted) onEvent(event);
  return {
    FailedEntryCount: outcomes.length - accepted.length,
    Entries: outcomes.map((outcome) =>
      'event' in outcome ? { EventId: outcome.event.id, Queues: outcome.targets } : outcome,
    ),
  };
}

/** The queues of all rules that match the event. */
function targetsOf(event: EventEnvelope, rules: readonly Rule[]): readonly string[] {
  const targets = new Set(rules.filter(({ matches }) => matches(event)).flatMap((rule) => rule.queues));
  // EventBridge drops such an event without a message. Events of the service itself are for others too.
  const log = event.source === ownSource ? logger.info : logger.error;
  if (targets.size === 0) log('event', { type: event['detail-type'], outcome: 'no rule matches', event: event.id });
  return [...targets];
}

function isEntry(entry: unknown): entry is Entry {
  return typeof entry === 'object' && entry !== null;
}
