import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { startBus } from '../../../../../lib/local/emulators/events/bus.ts';
import { matcher } from '../../../../../lib/local/emulators/events/pattern.ts';
import { openQueues } from '../../../../../lib/local/emulators/events/queues.ts';
import type { Listening } from '../../../../../lib/local/listen.ts';

const queues = openQueues([]);
const rules = [
  { matches: matcher({ source: ['channels'] }), queues: ['a'] },
  { matches: matcher({ 'detail-type': [{ prefix: 'message.' }] }), queues: ['a', 'b'] },
];
const known = { Source: 'channels', DetailType: 'message.received', Detail: '{"text": "Grüße"}' };

let bus: Listening;
let client: EventBridgeClient;
beforeAll(async () => {
  bus = await startBus(0, 'contacts-dev', rules, queues);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new EventBridgeClient({ endpoint: bus.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await bus.close();
  queues.close();
});
let seen: number;
beforeEach(() => {
  seen = queues.list(['a', 'b']).length;
});

const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));
const sent = () =>
  queues
    .list(['a', 'b'])
    .slice(seen)
    .map(({ queue, body }) => ({ queue, event: JSON.parse(body) }));

async function ask(target: string, body: string) {
  const response = await fetch(bus.url, { method: 'POST', headers: { 'x-amz-target': target }, body });
  return { status: response.status, type: ((await response.json()) as { __type: string }).__type };
}

describe('PutEvents', () => {
  it('sends an event once to each queue of the rules that match it, in the form that EventBridge gives it', async () => {
    const Time = new Date('2026-11-23T09:30:00.789Z');
    const { FailedEntryCount, Entries } = await put({ ...known, Time, Resources: ['arn:x'] });
    expect(FailedEntryCount).toBe(0);
    const event = {
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'message.received',
      source: 'channels',
      account: '000000000000',
      time: '2026-11-23T09:30:00Z',
      region: 'us-east-1',
      resources: ['arn:x'],
      detail: { text: 'Grüße' },
    };
    expect(event.id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(sent()).toEqual([
      { queue: 'a', event },
      { queue: 'b', event },
    ]);
  });

  it('gives an event the time of its arrival, and accepts one that no rule wants', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    await put({ ...known, DetailType: 'x' }, { ...known, Source: 'x', DetailType: 'x' });
    const [only, ...more] = sent();
    expect([only?.queue, more]).toEqual(['a', []]);
    expect(only?.event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(only?.event.time)).toBeGreaterThanOrEqual(before);
  });

  it.each([undefined, 'default', 'contacts-dev'])('takes the bus %s for its own', async (EventBusName) => {
    await put({ ...known, EventBusName });
    expect(sent()).toHaveLength(2);
  });

  const required = (name: string) => `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
  it.each<[string, PutEventsRequestEntry, string, string]>([
    ['no source', { ...known, Source: undefined }, 'InvalidArgument', required('Source')],
    ['an empty detail type', { ...known, DetailType: '' }, 'InvalidArgument', required('DetailType')],
    ['no detail', { ...known, Detail: undefined }, 'InvalidArgument', required('Detail')],
    ['a detail that is no JSON', { ...known, Detail: '{' }, 'MalformedDetail', 'Detail is malformed.'],
    ['a detail that is a list', { ...known, Detail: '[]' }, 'MalformedDetail', 'Detail is malformed.'],
    [
      'over 256 KB',
      { ...known, Detail: JSON.stringify({ text: 'ü'.repeat(128 * 1024) }) },
      'InvalidArgument',
      'The entry is larger than 256 KB.',
    ],
    [
      'another bus',
      { ...known, EventBusName: 'orders' },
      'ResourceNotFoundException',
      'Event bus orders does not exist.',
    ],
  ])('fails an entry with %s, and no other', async (_, entry, ErrorCode, ErrorMessage) => {
    const { FailedEntryCount, Entries } = await put(known, entry, known);
    expect(FailedEntryCount).toBe(1);
    expect(Entries).toEqual([
      { EventId: expect.any(String) },
      { ErrorCode, ErrorMessage },
      { EventId: expect.any(String) },
    ]);
    expect(sent()).toHaveLength(4);
  });

  it('takes an entry of 256 KB', async () => {
    const room = 256 * 1024 - Buffer.byteLength('channelsmessage.received{"text":""}');
    const entry = { ...known, Detail: `{"text":"${'x'.repeat(room)}"}` };
    expect(await put(entry)).toMatchObject({ FailedEntryCount: 0 });
    expect(await put({ ...entry, Resources: ['x'] })).toMatchObject({ FailedEntryCount: 1 });
  });

  it('refuses no entry and more than ten', async () => {
    await expect(put()).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put(...Array(11).fill(known))).rejects.toMatchObject({ name: 'ValidationException' });
    expect(sent()).toEqual([]);
  });

  it.each(['', '{', 'null', '{}', '{"Entries": {}}', '{"Entries": [1]}'])('refuses the body %j', async (body) => {
    expect(await ask('AWSEvents.PutEvents', body)).toEqual({ status: 400, type: 'SerializationException' });
  });
});

describe('the bus', () => {
  it('knows no other operation', async () => {
    expect(await ask('AWSEvents.ListRules', '{}')).toEqual({ status: 400, type: 'UnknownOperationException' });
  });

  it('names a port that is taken', async () => {
    const port = Number(new URL(bus.url).port);
    await expect(startBus(port, 'x', [], queues)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
