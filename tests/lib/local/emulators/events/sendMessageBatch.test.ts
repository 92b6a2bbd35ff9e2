import { createHash } from 'node:crypto';
import { jest } from '@jest/globals';
import { startBus } from '../../../../../lib/local/emulators/events/bus.ts';
import { openQueues, type Queues } from '../../../../../lib/local/emulators/events/queues.ts';
import type { Listening } from '../../../../../lib/local/listen.ts';

let queues: Queues;
let bus: Listening;
beforeEach(async () => {
  queues = openQueues([
    { id: 'WorkQueue', visibilityTimeout: 30 },
    { id: 'FifoQueue', visibilityTimeout: 30, isFifo: true },
  ]);
  bus = await startBus(0, 'contacts-dev', [], queues);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await bus.close();
  queues.close();
});

const receive = () => queues.receive('WorkQueue', 100);

async function send(Entries: unknown, queue = 'WorkQueue') {
  const response = await fetch(bus.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessageBatch' },
    body: JSON.stringify({ QueueUrl: `${bus.url}/000000000000/${queue}`, Entries }),
  });
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
  return { status: response.status, code: response.headers.get('x-amzn-query-error'), body: await response.json() };
}

const entry = (Id: string, more: object = {}) => ({ Id, MessageBody: `body of ${Id}`, ...more });

describe('SendMessageBatch', () => {
  it('sends each message and returns its id and the MD5 of its body', async () => {
    const { status, body } = await send([entry('a', { MessageBody: 'Grüße' }), entry('b')]);
    const received = receive();
    expect(received.map((message) => message.body)).toEqual(['Grüße', 'body of b']);
    expect(status).toBe(200);
    expect(body).toEqual({
      Successful: ['Grüße', 'body of b'].map((text, n) => ({
        Id: 'ab'[n],
        MessageId: received[n]?.messageId,
        MD5OfMessageBody: createHash('md5').update(text).digest('hex'),
      })),
      Failed: [],
    });
  });

  it('delays each message by its DelaySeconds', async () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    await send([entry('a'), entry('b', { DelaySeconds: 0 })]);
    await send([entry('c', { DelaySeconds: 1 }), entry('d', { DelaySeconds: 900 })]);
    const receiveAfter = (milliseconds: number) => {
      clock.mockReturnValue(now + milliseconds);
      const messages = receive();
      queues.remove(messages.map(({ receiptHandle }) => receiptHandle));
      return messages.map(({ body }) => body);
    };
    expect(receiveAfter(0)).toEqual(['body of a', 'body of b']);
    expect(receiveAfter(999)).toEqual([]);
    expect(receiveAfter(1000)).toEqual(['body of c']);
    expect(receiveAfter(899_999)).toEqual([]);
    expect(receiveAfter(900_000)).toEqual(['body of d']);
  });

  it.each([-1, 901])('rejects an entry with a delay of %d s, and only this one', async (DelaySeconds) => {
    const { status, body } = await send([entry('a'), entry('b', { DelaySeconds })]);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      Successful: [{ Id: 'a' }],
      Failed: [
        {
          Id: 'b',
          SenderFault: true,
          Code: 'InvalidParameterValue',
          Message: `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
        },
      ],
    });
    expect(receive().map((message) => message.body)).toEqual(['body of a']);
  });

  const inLine = { MessageGroupId: 'g', MessageDeduplicationId: 'd' };

  it('sends a message to a FIFO queue in its group', async () => {
    expect(await send([entry('a', inLine), entry('b', inLine)], 'FifoQueue')).toMatchObject({ status: 200 });
    expect(queues.receive('FifoQueue', 1)).toMatchObject([{ body: 'body of a' }]);
    expect(queues.receive('FifoQueue', 1)).toEqual([]);
  });

  it.each<[string, string, object]>([
    ['a delay', 'FifoQueue', { ...inLine, DelaySeconds: 1 }],
    ['no group', 'FifoQueue', { MessageDeduplicationId: 'd' }],
    ['no id for deduplication', 'FifoQueue', { MessageGroupId: 'g' }],
    ['an id for deduplication', 'WorkQueue', inLine],
  ])('rejects a message with %s to %s, as SQS does', async (_, queue, more) => {
    expect(await send([entry('a', more)], queue)).toMatchObject({
      status: 400,
      code: 'AWS.SimpleQueueService.InvalidParameterValue;Sender',
    });
  });

  it('rejects a queue that serverless.yml does not declare', async () => {
    expect(await send([entry('a')], 'MissingQueue')).toEqual({
      status: 400,
      code: 'AWS.SimpleQueueService.NonExistentQueue;Sender',
      body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'The specified queue does not exist.' },
    });
  });

  const malformed = 'com.amazon.coral.service#SerializationException';
  it.each<[string, unknown, string]>([
    ['a fractional delay', [entry('a', { DelaySeconds: 1.5 })], malformed],
    ['a delay that is a string', [entry('a', { DelaySeconds: '1' })], malformed],
    ['a missing list of entries', undefined, malformed],
    ['a message group with a space', [entry('a', { MessageGroupId: 'a b' })], malformed],
    ['an entry that is not an object', [1], malformed],
    ['an entry without a body', [{ Id: 'a' }], malformed],
    ['message attributes, which are not emulated', [entry('a', { MessageAttributes: {} })], malformed],
    ['an empty list of entries', [], 'com.amazonaws.sqs#EmptyBatchRequest'],
    ['eleven entries', [...'abcdefghijk'].map((id) => entry(id)), 'com.amazonaws.sqs#TooManyEntriesInBatchRequest'],
    ['an id with a space', [entry('a b')], 'com.amazonaws.sqs#InvalidBatchEntryId'],
    ['an id that is used twice', [entry('a'), entry('a')], 'com.amazonaws.sqs#BatchEntryIdsNotDistinct'],
    [
      'more than 1 MiB',
      [entry('a', { MessageBody: 'x'.repeat(1024 * 1024) }), entry('b')],
      'com.amazonaws.sqs#BatchRequestTooLong',
    ],
  ])('rejects a request with %s and sends nothing', async (_, entries, __type) => {
    expect(await send(entries)).toMatchObject({ status: 400, body: { __type, message: expect.any(String) } });
    expect(receive()).toEqual([]);
  });
});
