import { createHash } from 'node:crypto';
import { jest } from '@jest/globals';
import { createInvoke } from '../../../../../lib/local/emulators/events/lambda.ts';
import { type RunningMapping, runQueueMapping } from '../../../../../lib/local/emulators/events/queueMapping.ts';
import { openQueues, type Queues } from '../../../../../lib/local/emulators/events/queues.ts';
import { passTime } from '../../../../support/passTime.ts';
import { until } from '../../../../support/until.ts';
import { type Batch, type FakeLambda, startFakeLambda } from './fakeLambda.ts';

const visibilityTimeout = 30;
/** Makes all messages visible again. */
const passVisibilityTimeout = () => passTime(1000 * visibilityTimeout);
const declared = [
  { id: 'work', visibilityTimeout, redrive: { deadLetters: 'dead', maxReceiveCount: 3 } },
  { id: 'dead', visibilityTimeout },
  { id: 'slow', visibilityTimeout: 30 },
  { id: 'lines', visibilityTimeout, isFifo: true },
] as const;

let functions: FakeLambda;
let queues: Queues;
let running: RunningMapping | undefined;
let log: jest.Spied<typeof console.error>;

beforeEach(async () => {
  log = jest.spyOn(console, 'error').mockReturnValue();
  functions = await startFakeLambda();
  queues = openQueues(declared);
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  queues.close();
  await functions.close();
  log.mockRestore();
});

function run({ queue = 'work', timeout = 5, maximumConcurrency = 20, batchSize = 10 } = {}): void {
  const mapping = {
    from: 'queue',
    functionName: 'contact-service-dev-detectSender',
    queue,
    batchSize,
    maximumConcurrency,
    timeout,
  } as const;
  running = runQueueMapping(mapping, queues, createInvoke(functions.url));
}

const send = (...bodies: string[]) => queues.send(bodies.map((body) => ({ queue: 'work', body })));
const bodiesOf = ({ Records }: Batch): string[] => Records.map(({ body }) => body);
const received = () => functions.calls.map(({ event }) => bodiesOf(event));
const failing =
  (bad: (body: string) => boolean) =>
  (_: string, { Records }: Batch) => ({
    batchItemFailures: Records.filter(({ body }) => bad(body)).map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
/** Resolves when a batch has failed as a whole, which the mapping logs. */
const untilFailed = () => until(() => log.mock.calls.length > 0);
/** Lets time pass until there is a dead letter. */
const untilDead = () =>
  until(() => {
    passVisibilityTimeout();
    return left('dead').length > 0;
  });
const left = (queue: string) => queues.list([queue]).map(({ body }) => body);

describe('runQueueMapping', () => {
  it('receives nothing while all messages are delayed or hidden', async () => {
    let receives = 0;
    const { receive } = queues;
    queues.receive = (...args) => {
      receives++;
      return receive(...args);
    };
    const delayed = [{ queue: 'work', body: '{"delayed":1}', delaySeconds: 1 }];
    queues.send(delayed);
    run();
    await until(() => left('work').length === 0);
    // At the start, when the delay ended, and after the batch; polling may add one.
    expect(receives).toBeLessThanOrEqual(5);
  });

  it('invokes the function with SQS records and removes the messages', async () => {
    send('{"a":1}');
    const [{ messageId, sentAt } = { messageId: '', sentAt: 0 }] = queues.list(['work']);
    run();
    await until(() => left('work').length === 0);
    expect(functions.calls).toEqual([
      {
        name: 'detectSender',
        event: {
          Records: [
            {
              messageId,
              receiptHandle: expect.any(String),
              body: '{"a":1}',
              attributes: {
                ApproximateReceiveCount: '1',
                SentTimestamp: `${sentAt}`,
                SenderId: expect.any(String),
                ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
              },
              messageAttributes: {},
              md5OfBody: createHash('md5').update('{"a":1}').digest('hex'),
              eventSource: 'aws:sqs',
              eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:work',
              awsRegion: 'us-east-1',
            },
          ],
        },
      },
    ]);
  });

  it('delivers a sent message at once, without waiting for the next poll', async () => {
    run();
    const waits: number[] = [];
    for (let n = 1; n <= 5; n++) {
      const start = performance.now();
      send('a');
      await until(() => functions.calls.length >= n);
      waits.push(performance.now() - start);
    }
    // Polls are 200 ms apart. The minimum leaves out delays of a busy machine.
    expect(Math.min(...waits)).toBeLessThan(150);
  });

  it.each([
    ['five', 20, 5],
    ['no more than the mapping allows', 2, 2],
  ])('delivers batches of at most ten messages, %s at a time', async (_, maximumConcurrency, most) => {
    const open: (() => void)[] = [];
    functions.handler = () => new Promise<void>((resolve) => open.push(resolve));
    queues.send(Array.from({ length: 10 * most + 8 }, (_, n) => ({ queue: 'slow', body: `${n}` })));
    run({ queue: 'slow', maximumConcurrency });
    await until(() => open.length === most);
    expect(received().map(({ length }) => length)).toEqual(Array(most).fill(10));
    open[0]?.();
    await until(() => open.length === most + 1);
    expect(received()[most]).toHaveLength(8);
    for (const end of open) end();
    await until(() => left('slow').length === 0);
  });

  it('delivers all messages of the other groups of a FIFO queue while those of some hang', async () => {
    const hanging: (() => void)[] = [];
    const isHanging = (body: string) => body.startsWith('hang');
    functions.handler = (_: string, batch: Batch) =>
      bodiesOf(batch).some(isHanging) ? new Promise<void>((resolve) => hanging.push(resolve)) : undefined;
    const groups = ['hang-0', 'hang-1', 'hang-2', 'hang-3', 'other'];
    const messages = groups.flatMap((groupId) =>
      ['a', 'b', 'c'].map((text) => ({ groupId, body: `${groupId} ${text}` })),
    );
    queues.send(messages.map((message) => ({ queue: 'lines', ...message })));
    run({ queue: 'lines', batchSize: 1 });
    await until(() => left('lines').length === 12 && hanging.length === 4);
    expect(left('lines').every(isHanging)).toBe(true);
    for (let ended = 0; ended < 12; ended++) {
      await until(() => hanging.length > ended);
      hanging[ended]?.();
    }
    await until(() => left('lines').length === 0);
    expect(
      received()
        .flat()
        .filter((body) => body.startsWith('hang-0')),
    ).toEqual(['hang-0 a', 'hang-0 b', 'hang-0 c']);
  });

  it('removes the messages that succeed, and retries the one that fails until it is a dead letter', async () => {
    functions.handler = failing((body) => body === 'poison');
    send(...Array.from({ length: 9 }, (_, n) => `${n}`), 'poison');
    run();
    await until(() => left('work').length === 1);
    await untilDead();
    const [first, ...more] = received();
    expect(first).toHaveLength(10);
    expect(more).toEqual([['poison'], ['poison']]);
    expect(functions.calls.map(({ event }) => event.Records.at(-1)?.attributes.ApproximateReceiveCount)).toEqual([
      '1',
      '2',
      '3',
    ]);
    expect([left('work'), left('dead')]).toEqual([[], ['poison']]);
  });

  it('delivers a redriven message again', async () => {
    functions.handler = failing(() => true);
    send('a');
    run();
    await untilDead();
    functions.handler = () => null;
    queues.redrive();
    await until(() => functions.calls.length === 4 && left('work').length === 0);
    expect(functions.calls[3]?.event.Records[0].attributes.ApproximateReceiveCount).toBe('1');
    expect(left('dead')).toEqual([]);
  });

  it('retries the whole batch if the function throws', async () => {
    functions.handler = () => {
      functions.handler = () => null;
      throw new Error('out of order');
    };
    send('a', 'b');
    run();
    await untilFailed();
    passVisibilityTimeout();
    await until(() => left('work').length === 0);
    expect(received()).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('retries the whole batch if the function times out', async () => {
    functions.handler = () => {
      functions.handler = () => null;
      return new Promise(() => {});
    };
    send('a', 'b');
    run({ timeout: 0.5 });
    await untilFailed();
    passVisibilityTimeout();
    await until(() => left('work').length === 0);
    expect(received()).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('keeps the messages if the function cannot be reached', async () => {
    await functions.close();
    send('a');
    run();
    await untilFailed();
    passVisibilityTimeout();
    await until(() => queues.list(['work'])[0]?.receives === 2);
    functions = await startFakeLambda();
    expect(left('work')).toEqual(['a']);
  });

  it('is caught up when the visible messages have been processed', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    functions.handler = () => promise;
    queues.send([
      { queue: 'slow', body: 'a' },
      { queue: 'slow', body: 'b', delaySeconds: 900 },
    ]);
    run({ queue: 'slow' });
    let isCaughtUp = false;
    const caughtUp = running?.caughtUp().then(() => {
      isCaughtUp = true;
    });
    await until(() => functions.calls.length === 1);
    expect(isCaughtUp).toBe(false);
    resolve();
    await caughtUp;
    expect(left('slow')).toEqual(['b']);
  });

  it('finishes the batches in progress when it is closed', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    functions.handler = () => promise;
    queues.send([{ queue: 'slow', body: 'a' }]);
    run({ queue: 'slow' });
    await until(() => functions.calls.length === 1);
    const closed = running?.close();
    resolve();
    await closed;
    expect(left('slow')).toEqual([]);
  });
});
