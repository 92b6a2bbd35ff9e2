import { createHash } from 'node:crypto';
import { invoker } from '../../../../../lib/local/emulators/events/lambda.ts';
import { type Running, runQueueMapping } from '../../../../../lib/local/emulators/events/queueMapping.ts';
import { openQueues, type Queues } from '../../../../../lib/local/emulators/events/queues.ts';
import { type Batch, type Functions, standInForFunctions } from './functions.ts';
import { until } from './until.ts';

const visibilityTimeout = 0.1;
const declared = [
  { id: 'work', visibilityTimeout, redrive: { deadLetters: 'dead', maxReceiveCount: 3 } },
  { id: 'dead', visibilityTimeout },
  { id: 'slow', visibilityTimeout: 30 },
];

let functions: Functions;
let queues: Queues;
let running: Running | undefined;

beforeEach(async () => {
  functions = await standInForFunctions();
  queues = openQueues(declared);
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  queues.close();
  await functions.close();
});

function run({ queue = 'work', timeout = 5 } = {}): void {
  const mapping = {
    from: 'queue',
    functionName: 'contact-service-dev-detectSender',
    queue,
    batchSize: 10,
    timeout,
  } as const;
  running = runQueueMapping(mapping, queues, invoker(functions.url));
}

const send = (...bodies: string[]) => queues.send(bodies.map((body) => ({ queue: 'work', body })));
const bodiesOf = ({ Records }: Batch): string[] => Records.map(({ body }) => body);
const received = () => functions.calls.map(({ event }) => bodiesOf(event));
const failing =
  (bad: (body: string) => boolean) =>
  (_: string, { Records }: Batch) => ({
    batchItemFailures: Records.filter(({ body }) => bad(body)).map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
const left = (queue: string) => queues.list([queue]).map(({ body }) => body);

describe('a function that is fed from a queue', () => {
  it('gets the records that SQS gives, and what it has handled is gone', async () => {
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

  it('gets what is sent at once, without waiting for the next look', async () => {
    run();
    const waits: number[] = [];
    for (let n = 1; n <= 5; n++) {
      const start = performance.now();
      send('a');
      await until(() => functions.calls.length >= n);
      waits.push(performance.now() - start);
    }
    // Looks are 200 ms apart; a machine that is busy is not so each time.
    expect(Math.min(...waits)).toBeLessThan(150);
  });

  it('gets ten at most at once, and five batches beside each other', async () => {
    const open: (() => void)[] = [];
    functions.answer = () => new Promise<void>((resolve) => open.push(resolve));
    queues.send(Array.from({ length: 58 }, (_, n) => ({ queue: 'slow', body: `${n}` })));
    run({ queue: 'slow' });
    await until(() => open.length === 5);
    expect(received().map(({ length }) => length)).toEqual([10, 10, 10, 10, 10]);
    open[0]?.();
    await until(() => open.length === 6);
    expect(received()[5]).toHaveLength(8);
    for (const end of open) end();
    await until(() => left('slow').length === 0);
  });

  it('has nine of a batch of ten removed, and the poison one alone again, until it is a dead letter', async () => {
    functions.answer = failing((body) => body === 'poison');
    send(...Array.from({ length: 9 }, (_, n) => `${n}`), 'poison');
    run();
    await until(() => left('dead').length > 0);
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

  it('gets a redriven message again', async () => {
    functions.answer = failing(() => true);
    send('a');
    run();
    await until(() => left('dead').length > 0);
    functions.answer = () => null;
    queues.redrive();
    await until(() => functions.calls.length === 4 && left('work').length === 0);
    expect(functions.calls[3]?.event.Records[0].attributes.ApproximateReceiveCount).toBe('1');
    expect(left('dead')).toEqual([]);
  });

  it('that throws gets the whole batch again', async () => {
    functions.answer = () => {
      functions.answer = () => null;
      throw new Error('out of order');
    };
    send('a', 'b');
    run();
    await until(() => left('work').length === 0);
    expect(received()).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('that does not answer in time gets the whole batch again', async () => {
    functions.answer = () => {
      functions.answer = () => null;
      return new Promise(() => {});
    };
    send('a', 'b');
    run({ timeout: 0.05 });
    await until(() => left('work').length === 0);
    expect(received()).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('that is not there leaves the batch in its queue', async () => {
    await functions.close();
    send('a');
    run();
    await until(() => queues.list(['work'])[0]?.receives === 2);
    functions = await standInForFunctions();
    expect(left('work')).toEqual(['a']);
  });

  it('has done with its batch before the mapping is closed', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    functions.answer = () => promise;
    queues.send([{ queue: 'slow', body: 'a' }]);
    run({ queue: 'slow' });
    await until(() => functions.calls.length === 1);
    const closed = running?.close();
    resolve();
    await closed;
    expect(left('slow')).toEqual([]);
  });
});
