import { createHash, randomUUID } from 'node:crypto';
import { json } from 'node:stream/consumers';
import { sendDelayed, sendInGroups } from '../../../lib/events/sendMessages.ts';
import { type Listening, listen } from '../../../lib/local/listen.ts';
import { resolutionRequested } from '../../../schemas/compiled/events/resolutionRequested.js';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly DelaySeconds: number;
  readonly MessageGroupId: string;
  readonly MessageDeduplicationId?: string;
}

/** The entries that the queue got. */
let sent: readonly Entry[] = [];
let queue: Listening;
beforeAll(async () => {
  Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  queue = await listen(0, async (request, response) => {
    const { Entries }: { Entries: readonly Entry[] } = Object(await json(request));
    sent = Entries;
    const Successful = Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    }));
    response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify({ Successful, Failed: [] }));
  });
});
afterAll(() => queue.close());

describe('sendDelayed', () => {
  it('sends each event with its delay, in the message group of its tenant', async () => {
    const events = [0, 7].map((delaySeconds) => ({
      detail: { tenantId: randomUUID(), contactId: randomUUID() },
      delaySeconds,
    }));
    await sendDelayed(`${queue.url}/000000000000/Queue`, resolutionRequested, events);
    expect(
      sent.map(({ MessageBody, DelaySeconds, MessageGroupId }) => ({
        ...JSON.parse(MessageBody),
        DelaySeconds,
        MessageGroupId,
      })),
    ).toEqual(
      events.map(({ detail, delaySeconds }) => ({
        id: expect.any(String),
        source: 'contact-service',
        'detail-type': 'contact.resolution_requested',
        detail,
        DelaySeconds: delaySeconds,
        MessageGroupId: detail.tenantId,
      })),
    );
  });
});

describe('sendInGroups', () => {
  it('sends each event in its group, without a delay, which FIFO queues refuse', async () => {
    const events = ['a', 'b'].map((group) => ({ detail: { tenantId: randomUUID(), contactId: randomUUID() }, group }));
    await sendInGroups(`${queue.url}/000000000000/Queue.fifo`, resolutionRequested, events);
    expect(sent).toMatchObject([{ MessageGroupId: 'a' }, { MessageGroupId: 'b' }]);
    expect(new Set(sent.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).size).toBe(2);
    expect(sent.some((entry) => 'DelaySeconds' in entry)).toBe(false);
  });
});
