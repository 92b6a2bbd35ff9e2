import { createHash } from 'node:crypto';
import { AwsError } from '../AwsError.ts';
import type { Input } from '../serveAwsJson.ts';
import type { Queues } from './queues.ts';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  /** Without an effect in a standard queue: messages are delivered in their order, whatever their group. */
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

const maxEntries = 10;
const maxBytes = 1024 * 1024;
const maxDelaySeconds = 900;

/**
 * SQS's SendMessageBatch. The last part of QueueUrl is the queue's logical id in serverless.yml. An entry with a delay
 * outside 0 to 900 s fails alone; everything else that is wrong fails the request.
 */
export function sendMessageBatch({ QueueUrl, Entries }: Input, queues: Queues): object {
  const queue = String(QueueUrl).split('/').at(-1) ?? '';
  const declaration = queues.declaration(queue);
  if (!declaration) throw sqsError('QueueDoesNotExist', 'The specified queue does not exist.', 'NonExistentQueue');
  const entries = check(Entries);
  if (!entries.every((entry) => suits(entry, declaration)))
    throw sqsError(
      'InvalidParameterValue',
      'A FIFO queue requires MessageGroupId and MessageDeduplicationId, and refuses DelaySeconds; a standard queue refuses ' +
        'MessageDeduplicationId.',
    );
  const isAccepted = ({ DelaySeconds = 0 }: Entry) => DelaySeconds >= 0 && DelaySeconds <= maxDelaySeconds;
  const accepted = entries.filter(isAccepted);
  const messageIds = queues.send(
    accepted.map(({ MessageBody: body, DelaySeconds: delaySeconds, MessageGroupId: groupId }) => ({
      queue,
      body,
      delaySeconds,
      groupId,
    })),
  );
  return {
    Successful: accepted.map(({ Id, MessageBody }, n) => ({
      Id,
      MessageId: messageIds[n],
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    })),
    Failed: entries
      .filter((entry) => !isAccepted(entry))
      .map(({ Id, DelaySeconds }) => ({
        Id,
        SenderFault: true,
        Code: 'InvalidParameterValue',
        Message: `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${maxDelaySeconds}.`,
      })),
  };
}

/** Messages with the same MessageDeduplicationId are not recognised: each is delivered. */
const suits = (entry: Entry, { isFifo }: { readonly isFifo?: true }): boolean =>
  isFifo
    ? entry.MessageGroupId !== undefined &&
      entry.MessageDeduplicationId !== undefined &&
      entry.DelaySeconds === undefined
    : entry.MessageDeduplicationId === undefined;

function check(entries: unknown): readonly Entry[] {
  if (!Array.isArray(entries) || !entries.every(isEntry))
    throw new AwsError(
      'com.amazon.coral.service#SerializationException',
      'Entries must be a list of objects with the strings Id and MessageBody, an integer DelaySeconds, a MessageGroupId and a MessageDeduplicationId at most.',
    );
  const sent = `You have sent ${entries.length}.`;
  if (entries.length < 1)
    throw sqsError('EmptyBatchRequest', 'There should be at least one SendMessageBatchRequestEntry in the request.');
  if (entries.length > maxEntries)
    throw sqsError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${maxEntries}. ${sent}`);
  const ids = entries.map(({ Id }) => Id);
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id)))
    throw sqsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  const repeated = ids.find((id, n) => ids.indexOf(id) < n);
  if (repeated !== undefined) throw sqsError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  const bytes = entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
  if (bytes > maxBytes)
    throw sqsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${maxBytes} bytes. You have sent ${bytes} bytes.`,
    );
  return entries;
}

/** Also false for fields that AWS knows and this emulator would ignore, such as MessageAttributes. */
function isEntry(entry: unknown): entry is Entry {
  const { Id, MessageBody, DelaySeconds, MessageGroupId, MessageDeduplicationId, ...others }: Input = Object(entry);
  return (
    typeof Id === 'string' &&
    typeof MessageBody === 'string' &&
    MessageBody !== '' &&
    (DelaySeconds === undefined || Number.isInteger(DelaySeconds)) &&
    [MessageGroupId, MessageDeduplicationId].every(
      (id) => id === undefined || (typeof id === 'string' && /^[!-~]{1,128}$/.test(id)),
    ) &&
    Object.keys(others).length === 0
  );
}

function sqsError(type: string, message: string, queryCode = type): AwsError {
  return new AwsError(`com.amazonaws.sqs#${type}`, message, `AWS.SimpleQueueService.${queryCode};Sender`);
}
