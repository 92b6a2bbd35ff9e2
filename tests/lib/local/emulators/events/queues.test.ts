import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { openQueues, type Queues } from '../../../../../lib/local/emulators/events/queues.ts';
import { passTime } from '../../../../support/passTime.ts';

const hiddenMs = 30_000;
const declared = [
  { id: 'work', visibilityTimeout: hiddenMs / 1000, redrive: { deadLetters: 'dead', maxReceiveCount: 2 } },
  { id: 'other', visibilityTimeout: 30 },
  { id: 'dead', visibilityTimeout: 30 },
  { id: 'lines', visibilityTimeout: hiddenMs / 1000, isFifo: true },
] as const;

let directory: string;
const open: Queues[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'queues-'));
});
afterEach(async () => {
  for (const queues of open.splice(0)) queues.close();
  await rm(directory, { recursive: true });
});

function openHere(): Queues {
  const queues = openQueues(declared, directory);
  open.push(queues);
  return queues;
}

const bodies = (messages: readonly { readonly body: string }[]) => messages.map(({ body }) => body);
const send = (queues: Queues, ...texts: string[]) => queues.send(texts.map((body) => ({ queue: 'work', body })));

/** Receives a message `maxReceiveCount` times without removing it. */
function exhaust(queues: Queues): void {
  for (let n = 0; n < 2; n++) {
    expect(queues.receive('work', 1)).toHaveLength(1);
    passTime(hiddenMs);
  }
}

describe('a queue', () => {
  it('returns messages in order, up to the maximum, and hides them for its visibility timeout', async () => {
    const queues = openHere();
    const before = Date.now();
    send(queues, 'a', 'b', 'c');
    const [first, ...more] = queues.receive('work', 2);
    expect(bodies([...more])).toEqual(['b']);
    expect(first).toEqual({
      messageId: expect.stringMatching(/^[\da-f-]{36}$/),
      body: 'a',
      sentAt: expect.any(Number),
      receives: 1,
      firstReceivedAt: expect.any(Number),
      receiptHandle: expect.any(String),
    });
    expect(first?.sentAt).toBeGreaterThanOrEqual(before);
    expect(bodies(queues.receive('work', 10))).toEqual(['c']);
    expect(queues.receive('work', 10)).toEqual([]);
    passTime(hiddenMs);
    const [again] = queues.receive('work', 10);
    expect(again).toMatchObject({
      messageId: first?.messageId,
      receives: 2,
      sentAt: first?.sentAt,
      firstReceivedAt: first?.firstReceivedAt,
    });
    expect(again?.receiptHandle).not.toBe(first?.receiptHandle);
  });

  it('removes a message by its latest receipt handle only', async () => {
    const queues = openHere();
    send(queues, 'a');
    const [first] = queues.receive('work', 1);
    passTime(hiddenMs);
    const [second] = queues.receive('work', 1);
    queues.remove([first?.receiptHandle ?? '']);
    expect(queues.list(['work'])).toHaveLength(1);
    queues.remove([second?.receiptHandle ?? '']);
    expect(queues.list(['work'])).toEqual([]);
  });

  it('moves a message that reached maxReceiveCount to the dead-letter queue', async () => {
    const queues = openHere();
    const notified: string[] = [];
    queues.onSent('dead', () => notified.push('dead'));
    send(queues, 'poison');
    exhaust(queues);
    expect(queues.list(['dead'])).toEqual([]);
    send(queues, 'good');
    expect(bodies(queues.receive('work', 10))).toEqual(['good']);
    expect(queues.list(['dead'])).toMatchObject([{ queue: 'dead', body: 'poison', receives: 2 }]);
    expect(notified).toEqual(['dead']);
  });

  it('gets its dead letters back as new messages by a redrive', async () => {
    const queues = openHere();
    send(queues, 'poison');
    exhaust(queues);
    queues.receive('work', 1);
    const [dead] = queues.list(['dead']);
    queues.send([{ queue: 'dead', body: 'of a stream' }]);
    expect(queues.redrive()).toBe(1);
    expect(bodies(queues.list(['dead']))).toEqual(['of a stream']);
    const [again] = queues.receive('work', 1);
    expect(again).toMatchObject({ body: 'poison', receives: 1 });
    expect(again?.messageId).not.toBe(dead?.messageId);
    expect(queues.redrive()).toBe(0);
  });

  it('is shared by all that opened it, and gives each message to one of them', () => {
    const [one, two] = [openHere(), openHere()];
    send(one, 'a', 'b');
    expect(bodies(two.receive('work', 1))).toEqual(['a']);
    expect(bodies(one.receive('work', 10))).toEqual(['b']);
  });

  it('returns a delayed message when its delay is over', () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    const queues = openHere();
    const messageIds = queues.send([
      { queue: 'work', body: 'late', delaySeconds: 2 },
      { queue: 'work', body: 'now' },
    ]);
    const [first, ...others] = queues.receive('work', 10);
    expect([first?.body, others]).toEqual(['now', []]);
    expect(queues.list(['work']).map(({ messageId }) => messageId)).toEqual(messageIds);
    queues.remove([first?.receiptHandle ?? '']);
    clock.mockReturnValue(now + 1999);
    expect(queues.receive('work', 10)).toEqual([]);
    clock.mockReturnValue(now + 2000);
    expect(queues.receive('work', 10)).toMatchObject([{ body: 'late', sentAt: now, firstReceivedAt: now + 2000 }]);
    clock.mockRestore();
  });

  it('cannot be received from if it is not declared', () => {
    expect(() => openHere().receive('missing', 1)).toThrow('There is no queue missing');
  });

  it('keeps every kind of text', () => {
    const queues = openHere();
    const texts = ['', '"quoted" \\ \n', 'Beyoncé 山田 🎉', '{"a":"\\u0000"}'];
    send(queues, ...texts);
    expect(bodies(queues.receive('work', 10))).toEqual(texts);
  });
});

describe('queues', () => {
  it('keep acknowledged messages, receipts and checkpoints when their process is killed', async () => {
    const script = join(import.meta.dirname, 'killedSender.ts');
    const sender = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'ignore'] });
    let acknowledged = 0;
    for await (const chunk of sender.stdout) {
      acknowledged += String(chunk).split('\n').length - 1;
      if (acknowledged > 100) sender.kill('SIGKILL');
    }
    if (sender.signalCode === null) await once(sender, 'exit');
    const queues = openHere();
    const [work, other] = [bodies(queues.list(['work'])), bodies(queues.list(['other']))];
    expect(other).toEqual(work);
    expect(work.slice(0, acknowledged)).toEqual(Array.from({ length: acknowledged }, (_, n) => `${n}`));
    expect(bodies(queues.receive('other', 1))).toEqual(['1']);
    expect(queues.checkpoint('reader')).toBe('7');
  });
});

describe('a checkpoint', () => {
  it('is the last one that was set, per reader', () => {
    const queues = openHere();
    expect(queues.checkpoint('one')).toBeUndefined();
    queues.setCheckpoint('one', '1');
    queues.setCheckpoint('two', '2');
    queues.setCheckpoint('one', '3');
    expect([queues.checkpoint('one'), openHere().checkpoint('two')]).toEqual(['3', '2']);
  });
});

describe('a FIFO queue', () => {
  const sendTo = (queues: Queues, queue: string, ...texts: string[]) =>
    queues.send(texts.map((body) => ({ queue, body, groupId: body.slice(0, 1) })));

  it('returns no message of a group while another one of it is hidden, and those of other groups', () => {
    const queues = openHere();
    sendTo(queues, 'lines', 'a1', 'a2', 'b1');
    const [first, ...more] = queues.receive('lines', 1);
    expect([first?.body, more]).toEqual(['a1', []]);
    expect(bodies(queues.receive('lines', 10))).toEqual(['b1']);
    queues.remove([first?.receiptHandle ?? '']);
    expect(bodies(queues.receive('lines', 10))).toEqual(['a2']);
  });

  it('has a message that can be received when the last hidden one of its group is visible again', () => {
    const queues = openHere();
    sendTo(queues, 'lines', 'a1', 'a2');
    queues.receive('lines', 1);
    passTime(1000);
    const wait = queues.untilVisible('lines');
    expect([wait > hiddenMs - 2000, wait < hiddenMs]).toEqual([true, true]);
    sendTo(queues, 'lines', 'b1');
    expect(queues.untilVisible('lines')).toBe(0);
  });

  it('is not what a standard queue is: there, a group delays nothing', () => {
    const queues = openHere();
    sendTo(queues, 'other', 'a1', 'a2');
    queues.receive('other', 1);
    expect(bodies(queues.receive('other', 1))).toEqual(['a2']);
  });
});
