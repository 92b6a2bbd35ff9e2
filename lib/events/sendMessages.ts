import { randomUUID } from 'node:crypto';
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import type { CompiledEvent } from '../../schemas/event.ts';
import { config } from '../config.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { refuseInRehearsal } from '../rehearsal.ts';
import { ownSource } from './ownSource.ts';

/** The detail of an event, and the whole seconds, 0 to 900, until it is delivered. */
export type Delayed<Detail> = { readonly detail: Detail; readonly delaySeconds: number };

/** The detail of an event, and the message group of a FIFO queue in which it is delivered. */
export type Grouped<Detail> = { readonly detail: Detail; readonly group: string };

/** SQS takes at most ten messages in a request. */
export const maxMessages = 10;

let client: SQSClient | undefined;

/**
 * Sends up to ten events to a queue in the form in which EventBridge sends them, each with a delay and in the message
 * group of its tenant. Throws `unavailable` where SQS does not accept all of them; those that it has accepted are
 * delivered.
 */
export const sendDelayed = <Detail extends { readonly tenantId: string }>(
  queueUrl: string,
  contract: CompiledEvent<Detail>,
  events: readonly Delayed<NoInfer<Detail>>[],
): Promise<void> =>
  sendAll(
    queueUrl,
    contract,
    events.map(({ detail, delaySeconds }) => ({
      detail,
      options: { DelaySeconds: delaySeconds, MessageGroupId: detail.tenantId },
    })),
  );

/**
 * Sends up to ten events to a FIFO queue, as `sendDelayed` does: those of one group are delivered one after another.
 */
export const sendInGroups = <Detail>(
  queueUrl: string,
  contract: CompiledEvent<Detail>,
  events: readonly Grouped<NoInfer<Detail>>[],
): Promise<void> =>
  sendAll(
    queueUrl,
    contract,
    events.map(({ detail, group }) => ({
      detail,
      options: { MessageGroupId: group, MessageDeduplicationId: randomUUID() },
    })),
  );

type Options = Omit<SendMessageBatchRequestEntry, 'Id' | 'MessageBody'>;

async function sendAll<Detail>(
  queueUrl: string,
  { detailType }: CompiledEvent<Detail>,
  messages: readonly { readonly detail: Detail; readonly options: Options }[],
): Promise<void> {
  refuseInRehearsal();
  if (messages.length === 0) return;
  // The queue's own endpoint, which is the regional one on AWS; the SDK warns on each call where it differs.
  client ??= new SQSClient(config.awsClient(new URL(queueUrl).origin));
  const Entries = messages.map(({ detail, options }, i) => ({
    Id: String(i),
    MessageBody: JSON.stringify({ id: randomUUID(), source: ownSource, 'detail-type': detailType, detail }),
    ...options,
  }));
  const sent = client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  const { Failed = [] } = await sent.catch((cause: unknown) => unavailable(cause));
  if (Failed.length > 0) unavailable();
}

function unavailable(cause?: unknown): never {
  throw new ContactError('unavailable', 'The queue did not respond in time. Please try again.', { cause });
}
