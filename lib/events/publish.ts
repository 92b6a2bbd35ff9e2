import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { CompiledEvent } from '../../schemas/event.ts';
import { config } from '../config.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { refuseInRehearsal } from '../rehearsal.ts';
import { ownSource } from './ownSource.ts';

let client: EventBridgeClient | undefined;

/** Publishes an event on the bus. Throws `unavailable`. */
export async function publish<Detail>({ detailType }: CompiledEvent<Detail>, detail: NoInfer<Detail>): Promise<void> {
  refuseInRehearsal();
  client ??= new EventBridgeClient(config.awsClient(config.eventsEndpoint()));
  const entry = {
    EventBusName: config.eventBusName(),
    Source: ownSource,
    DetailType: detailType,
    Detail: JSON.stringify(detail),
  };
  const put = client.send(new PutEventsCommand({ Entries: [entry] }));
  const { FailedEntryCount } = await put.catch((cause: unknown) => unavailable(cause));
  if (FailedEntryCount) unavailable();
}

function unavailable(cause?: unknown): never {
  throw new ContactError('unavailable', 'The event bus did not respond in time. Please try again.', { cause });
}
